import { restore } from "@mizan/react/form";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Field } from "../form/Field";
import { FormErrors } from "../form/FormErrors";
import { SubmitButton } from "../form/SubmitButton";
import { TextArea } from "../form/TextArea";
import { articlePath } from "../layout/path";
import { type Article, useEditorForm } from "../mizan";
import { TagInput } from "./TagInput";
import { withTag } from "./tags";

/**
 * Where an article is written: the one that is given, or a new one. What was typed into the tags and not added counts as a
 * tag.
 */
export function ArticleForm({ article }: { article?: Article }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const form = useEditorForm({
    restore,
    initial: article,
    onSuccess: ({ slug }) => navigate(articlePath(slug)),
  });
  const { tags } = form.values;

  function addTyped() {
    form.setValue("tags", withTag(tags, typed));
    setTyped("");
  }

  return (
    <form {...form.props} onSubmitCapture={addTyped}>
      <FormErrors form={form} />
      {article && <input {...form.field("slug")} />}
      <Field form={form} name="title" placeholder="Article Title" autoComplete="off" />
      <Field
        form={form}
        name="description"
        placeholder="What's this article about?"
        autoComplete="off"
      />
      <TextArea form={form} name="body" rows={12} placeholder="Write your article (in markdown)" />
      <TagInput
        tags={tags}
        typed={typed}
        onChange={(next, rest) => {
          form.setValue("tags", next);
          setTyped(rest);
        }}
      />
      <div className="form-actions">
        <SubmitButton pending={form.pending}>Publish Article</SubmitButton>
      </div>
    </form>
  );
}

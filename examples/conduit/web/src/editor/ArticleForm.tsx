import { useState } from "react";
import { ErrorMessages } from "../form/ErrorMessages";
import { Field } from "../form/Field";
import { TextArea } from "../form/TextArea";
import { text } from "../form/text";
import type { Article, CreateArticleArgs } from "../mizan";
import { TagInput } from "./TagInput";
import { withTag } from "./tags";

interface ArticleFormProps {
  /** What the form starts with; nothing for a new article. */
  article?: Article;
  pending: boolean;
  error: unknown;
  onSubmit: (draft: CreateArticleArgs) => void;
}

/** Where an article is written. What was typed into the tags and not added counts as a tag. */
export function ArticleForm({ article, pending, error, onSubmit }: ArticleFormProps) {
  const [tags, setTags] = useState(article?.tags ?? []);
  const [typed, setTyped] = useState("");

  function submit(event: React.SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const all = withTag(tags, typed);
    setTags(all);
    setTyped("");
    onSubmit({
      title: text(form, "title"),
      description: text(form, "description"),
      body: text(form, "body"),
      tags: all,
    });
  }

  return (
    <form noValidate onSubmit={submit}>
      <ErrorMessages error={error} />
      <fieldset disabled={pending}>
        <Field
          name="title"
          label="Title"
          placeholder="Article Title"
          autoComplete="off"
          defaultValue={article?.title}
        />
        <Field
          name="description"
          label="Description"
          placeholder="What's this article about?"
          autoComplete="off"
          defaultValue={article?.description}
        />
        <TextArea
          name="body"
          label="Text"
          rows={12}
          placeholder="Write your article (in markdown)"
          defaultValue={article?.body}
        />
        <TagInput
          tags={tags}
          typed={typed}
          onChange={(next, rest) => {
            setTags(next);
            setTyped(rest);
          }}
        />
        <div className="form-actions">
          <button type="submit" className="btn btn-lg btn-primary">
            Publish Article
          </button>
        </div>
      </fieldset>
    </form>
  );
}

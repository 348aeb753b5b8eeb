import { restore } from "@mizan/react/form";
import { useNavigate } from "react-router";
import { Field } from "../form/Field";
import { FormErrors } from "../form/FormErrors";
import { SubmitButton } from "../form/SubmitButton";
import { TextArea } from "../form/TextArea";
import { profilePath } from "../layout/path";
import { type User, useSettingsForm } from "../mizan";

/** What the signed-in `user` can change of their account; an empty password stays as it is. */
export function SettingsForm({ user }: { user: User }) {
  const navigate = useNavigate();
  const form = useSettingsForm({
    restore,
    initial: { ...user, image: user.image ?? "", bio: user.bio ?? "" },
    onSuccess: ({ username }) => navigate(profilePath(username)),
  });
  return (
    <form {...form.props}>
      <FormErrors form={form} />
      <Field
        form={form}
        name="image"
        placeholder="URL of profile picture"
        inputMode="url"
        autoComplete="photo"
      />
      <Field form={form} name="upload" help />
      <Field form={form} name="username" autoComplete="username" />
      <TextArea form={form} name="bio" rows={5} placeholder="Short bio about you" />
      <Field form={form} name="email" autoComplete="email" />
      <Field form={form} name="password" help autoComplete="new-password" />
      <div className="form-actions">
        <form.Watch>
          {({ pending, progress }) => <Progress value={pending ? progress : undefined} />}
        </form.Watch>
        <SubmitButton pending={form.pending}>Update Settings</SubmitButton>
      </div>
    </form>
  );
}

/** How much of a picture has gone. */
function Progress({ value }: { value: number | undefined }) {
  if (value === undefined) return null;
  return <progress aria-label="Uploading the picture" value={value} />;
}

import { useNavigate } from "react-router";
import { ErrorMessages } from "../form/ErrorMessages";
import { Field } from "../form/Field";
import { TextArea } from "../form/TextArea";
import { text } from "../form/text";
import { profilePath } from "../layout/path";
import { type User, useUpdateSettings } from "../mizan";

/** What the signed-in `user` can change of their account; an empty password stays as it is. */
export function SettingsForm({ user }: { user: User }) {
  const navigate = useNavigate();
  const { mutate, pending, error } = useUpdateSettings();

  function update(event: React.SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    mutate({
      image: text(form, "image"),
      username: text(form, "username"),
      bio: text(form, "bio"),
      email: text(form, "email"),
      password: text(form, "password") || null,
    }).then(
      ({ username }) => navigate(profilePath(username)),
      () => {}, // `error` has it
    );
  }

  return (
    <form noValidate onSubmit={update}>
      <ErrorMessages error={error} />
      <fieldset disabled={pending}>
        <Field
          name="image"
          label="Picture"
          type="url"
          placeholder="URL of profile picture"
          autoComplete="photo"
          defaultValue={user.image ?? ""}
        />
        <Field
          name="username"
          label="Username"
          autoComplete="username"
          defaultValue={user.username}
        />
        <TextArea
          name="bio"
          label="Short bio"
          rows={5}
          placeholder="Short bio about you"
          defaultValue={user.bio ?? ""}
        />
        <Field
          name="email"
          label="Email"
          type="email"
          autoComplete="email"
          defaultValue={user.email}
        />
        <Field
          name="password"
          label="New password"
          type="password"
          placeholder="Leave empty to keep it"
          autoComplete="new-password"
        />
        <div className="form-actions">
          <button type="submit" className="btn btn-lg btn-primary">
            Update Settings
          </button>
        </div>
      </fieldset>
    </form>
  );
}

import { useNavigate } from "react-router";
import { AuthForm } from "../form/AuthForm";
import { Field } from "../form/Field";
import { text } from "../form/text";
import { useSignUp } from "../mizan";

/** `/register`. */
export function RegisterPage() {
  const navigate = useNavigate();
  const { mutate, pending, error } = useSignUp();

  function signUp(form: HTMLFormElement) {
    mutate({
      username: text(form, "username"),
      email: text(form, "email"),
      password: text(form, "password"),
    }).then(
      () => navigate("/"),
      () => {}, // `error` has it
    );
  }

  return (
    <AuthForm
      title="Sign up"
      other={{ to: "/login", text: "Have an account?" }}
      pending={pending}
      error={error}
      onSubmit={signUp}
    >
      <Field name="username" label="Username" autoComplete="username" />
      <Field name="email" label="Email" type="email" autoComplete="email" />
      <Field name="password" label="Password" type="password" autoComplete="new-password" />
    </AuthForm>
  );
}

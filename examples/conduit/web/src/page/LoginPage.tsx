import { useNavigate } from "react-router";
import { AuthForm } from "../form/AuthForm";
import { Field } from "../form/Field";
import { text } from "../form/text";
import { useSignIn } from "../mizan";

/** `/login`. */
export function LoginPage() {
  const navigate = useNavigate();
  const { mutate, pending, error } = useSignIn();

  function signIn(form: HTMLFormElement) {
    mutate({ email: text(form, "email"), password: text(form, "password") }).then(
      () => navigate("/"),
      () => {}, // `error` has it
    );
  }

  return (
    <AuthForm
      title="Sign in"
      other={{ to: "/register", text: "Need an account?" }}
      pending={pending}
      error={error}
      onSubmit={signIn}
    >
      <Field name="email" label="Email" type="email" autoComplete="email" />
      <Field name="password" label="Password" type="password" autoComplete="current-password" />
    </AuthForm>
  );
}

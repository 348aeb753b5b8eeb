import { restore } from "@mizan/react/form";
import { useNavigate } from "react-router";
import { AuthForm } from "../form/AuthForm";
import { Field } from "../form/Field";
import { FormErrors } from "../form/FormErrors";
import { SubmitButton } from "../form/SubmitButton";
import { useSignInForm } from "../mizan";

/** `/login`. */
export function LoginPage() {
  const navigate = useNavigate();
  const form = useSignInForm({ restore, onSuccess: () => navigate("/") });
  return (
    <AuthForm title="Sign in" other={{ to: "/register", text: "Need an account?" }}>
      <form {...form.props}>
        <FormErrors form={form} />
        <Field form={form} name="email" autoComplete="email" />
        <Field form={form} name="password" autoComplete="current-password" />
        <SubmitButton pending={form.pending}>Sign in</SubmitButton>
      </form>
    </AuthForm>
  );
}

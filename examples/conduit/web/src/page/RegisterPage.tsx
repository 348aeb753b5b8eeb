import { restore } from "@mizan/react/form";
import { useNavigate } from "react-router";
import { AuthForm } from "../form/AuthForm";
import { Field } from "../form/Field";
import { FormErrors } from "../form/FormErrors";
import { SubmitButton } from "../form/SubmitButton";
import { useSignUpForm } from "../mizan";

/** `/register`. */
export function RegisterPage() {
  const navigate = useNavigate();
  const form = useSignUpForm({ restore, onSuccess: () => navigate("/") });
  return (
    <AuthForm title="Sign up" other={{ to: "/login", text: "Have an account?" }}>
      <form {...form.props}>
        <FormErrors form={form} />
        <Field form={form} name="username" autoComplete="username" />
        <Field form={form} name="email" autoComplete="email" />
        <Field form={form} name="password" autoComplete="new-password" />
        <SubmitButton pending={form.pending}>Sign up</SubmitButton>
      </form>
    </AuthForm>
  );
}

import type { ReactNode } from "react";
import { Link } from "react-router";
import { PageTitle } from "../layout/PageTitle";
import { ErrorMessages } from "./ErrorMessages";

interface AuthFormProps {
  /** The heading, and what the button says. */
  title: string;
  /** The way to the other of the two pages. */
  other: { to: string; text: string };
  pending: boolean;
  error: unknown;
  onSubmit: (form: HTMLFormElement) => void;
  /** The fields. */
  children: ReactNode;
}

/** The page of signing in or up. */
export function AuthForm({ title, other, pending, error, onSubmit, children }: AuthFormProps) {
  function submit(event: React.SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit(event.currentTarget);
  }

  return (
    <div className="auth-page">
      <PageTitle>{title}</PageTitle>
      <div className="container page">
        <h1>{title}</h1>
        <p className="auth-other">
          <Link to={other.to}>{other.text}</Link>
        </p>
        <ErrorMessages error={error} />
        <form noValidate onSubmit={submit}>
          <fieldset disabled={pending}>
            {children}
            <button type="submit" className="btn btn-lg btn-primary">
              {title}
            </button>
          </fieldset>
        </form>
      </div>
    </div>
  );
}

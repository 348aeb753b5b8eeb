import type { ReactNode } from "react";
import { Link } from "react-router";
import { PageTitle } from "../layout/PageTitle";

interface AuthFormProps {
  title: string;
  /** The way to the other of the two pages. */
  other: { to: string; text: string };
  /** The form. */
  children: ReactNode;
}

/** The page of signing in or up. */
export function AuthForm({ title, other, children }: AuthFormProps) {
  return (
    <div className="auth-page">
      <PageTitle>{title}</PageTitle>
      <div className="container page">
        <h1>{title}</h1>
        <p className="auth-other">
          <Link to={other.to}>{other.text}</Link>
        </p>
        {children}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";

interface SubmitButtonProps {
  pending: boolean;
  className?: string;
  children: ReactNode;
}

/** Sends its form. While that is on its way it keeps the focus: the form is not sent twice anyway. */
export function SubmitButton({ pending, className = "btn-lg", children }: SubmitButtonProps) {
  return (
    <button type="submit" className={`btn ${className} btn-primary`} aria-busy={pending}>
      {children}
    </button>
  );
}

import { useId } from "react";

interface FieldProps {
  name: string;
  label: string;
  type?: "text" | "email" | "password";
  autoComplete: string;
}

/** A labelled line of input. The server judges what is in it. */
export function Field({ name, label, type = "text", autoComplete }: FieldProps) {
  const id = useId();
  return (
    <div className="form-group">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="form-control form-control-lg"
        name={name}
        type={type}
        autoComplete={autoComplete}
      />
    </div>
  );
}

import { type ComponentProps, useId } from "react";

interface TextAreaProps extends ComponentProps<"textarea"> {
  name: string;
  label: string;
}

/** Labelled lines of input. The server judges what is in them. */
export function TextArea({ label, ...area }: TextAreaProps) {
  const id = useId();
  return (
    <div className="form-group">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="form-control" {...area} />
    </div>
  );
}

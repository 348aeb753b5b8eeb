import { type ComponentProps, useId } from "react";

interface FieldProps extends ComponentProps<"input"> {
  name: string;
  label: string;
}

/** A labelled line of input. The server judges what is in it. */
export function Field({ label, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="form-group">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="form-control form-control-lg" type="text" {...input} />
    </div>
  );
}

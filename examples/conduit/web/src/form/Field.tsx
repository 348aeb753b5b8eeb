import { type AnyFormDefinition, type FieldProps, Help, Label } from "@mizan/react/form";
import type { ComponentProps } from "react";

/** What a field needs of its form. */
export interface FieldOf<Name extends string> {
  form: {
    field: (name: Name) => FieldProps;
    readonly definition: AnyFormDefinition;
  };
  name: NoInfer<Name>;
  /** Whether there is something below it that explains it. */
  help?: boolean;
}

type Own = Pick<ComponentProps<"input">, "autoComplete" | "placeholder" | "inputMode">;

/** A labelled line of input. */
export function Field<Name extends string>({ form, name, help, ...own }: FieldOf<Name> & Own) {
  const field = form.field(name);
  const size = field.type === "file" ? "" : " form-control-lg";
  return (
    <div className="form-group">
      <Label form={form} name={name} />
      <input className={`form-control${size}`} {...field} {...own} />
      {help && <Help form={form} name={name} className="form-help" />}
    </div>
  );
}

import { Help, Label } from "@mizan/react/form";
import type { ComponentProps } from "react";
import type { FieldOf } from "./Field";

type Own = Pick<ComponentProps<"textarea">, "placeholder" | "rows">;

/** Labelled lines of input. */
export function TextArea<Name extends string>({ form, name, help, ...own }: FieldOf<Name> & Own) {
  return (
    <div className="form-group">
      <Label form={form} name={name} />
      <textarea className="form-control" {...form.field(name)} {...own} />
      {help && <Help form={form} name={name} className="form-help" />}
    </div>
  );
}

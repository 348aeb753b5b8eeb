import type { FieldError } from "@mizan/client";
import { messagesOf, worded } from "./message";

interface FormErrorsProps<Name extends string> {
  form: {
    field: (name: Name) => { id: string };
    errors: {
      fields: Readonly<Record<string, readonly FieldError[]>>;
      form: readonly FieldError[];
    };
    error: unknown;
  };
}

/** All that is wrong with a form, above it; each line is what its field is described by. */
export function FormErrors<Name extends string>({ form }: FormErrorsProps<Name>) {
  const { fields, form: whole } = form.errors;
  const lines = Object.entries(fields).flatMap(([name, errors]) =>
    errors.map((error, at) => ({
      id: at === 0 ? `${form.field(name as Name).id}-error` : undefined,
      text: `${name} ${worded(error)}`,
    })),
  );
  const others = [...whole.map(({ message }) => message), ...messagesOf(form.error)];
  return (
    <div role="alert">
      {lines.length + others.length > 0 && (
        <ul className="error-messages">
          {lines.map(({ id, text }) => (
            <li key={text} id={id}>
              {text}
            </li>
          ))}
          {others.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

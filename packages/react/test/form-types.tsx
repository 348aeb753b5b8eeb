// Checked by `npm run typecheck` alone: what must compile does, what must not is expected to fail.
import type { ErrorCode, MizanError } from "@mizan/react";
import { Errors, type FieldPath, type ListPath, type ValueAt } from "@mizan/react/form";
import { createMizanMock } from "@mizan/react/mock";
import type * as z from "zod/mini";
import { useContactForm } from "../../../tests/golden/forms/out/contact_form.js";
import {
  type EverythingFormValues,
  everythingForm,
  type everythingFormSchema,
  useEverythingForm,
} from "../../../tests/golden/forms/out/everything_form.js";
import type { EverythingForm, Sent } from "../../../tests/golden/forms/out/types.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the value is of exactly this type. */
function exactly<Wanted>() {
  return <Got,>(_value: Got, _proof: Equal<Wanted, Got>): void => {};
}

export function useForms() {
  const form = useContactForm({ initial: { name: "Ada", message: null } });
  exactly<Sent | undefined>()(form.result, true);
  exactly<Promise<Sent | undefined>>()(form.submit(), true);
  exactly<string>()(form.values.email, true);
  form.field("email");
  // @ts-expect-error a field that the form does not have
  form.field("mail");
  // @ts-expect-error an initial value of another type
  form.reset({ name: 5 });
  // @ts-expect-error an initial value of no field
  useContactForm({ initial: { mail: "" } });
  // @ts-expect-error a form without lists
  form.array("name");
  return <Errors form={form} name="email" />;
}

export function useEverything() {
  const form = useEverythingForm({ onSuccess: (result) => exactly<null>()(result, true) });
  const lines = form.array("lines");
  lines.append({ product: "tea" });
  // @ts-expect-error a list of groups, which have no such field
  lines.append({ weight: 1 });
  for (const { name } of lines.items) {
    form.field(`${name}.product`);
    // @ts-expect-error a field that the group does not have
    form.field(`${name}.weight`);
  }
  form.field("level", "low");
  form.setValue("address.city", "Rome");
  form.setValue("favourite", "");
  form.setValue("seats", null);
  form.setValue("picture", new Blob());
  // @ts-expect-error another type than the field's
  form.setValue("seats", "1");
  // @ts-expect-error none of the choices
  form.setValue("favourite", "blue");
  const { error } = form;
  if (error?.code === "sold_out") exactly<number>()(error.data.left, true);
  exactly<
    MizanError<"sold_out", { left: number }> | MizanError<ErrorCode, undefined> | undefined
  >()(error as never, true as never);
}

export const paths: [
  Equal<ListPath<EverythingFormValues>, "lines">,
  Equal<ValueAt<EverythingFormValues, "lines.0.count">, number | null>,
  Equal<ValueAt<EverythingFormValues, "address.zip">, string>,
] = [true, true, true];

export const path: FieldPath<EverythingFormValues> = "lines.3.product";
// @ts-expect-error files have no parts
export const none: FieldPath<EverythingFormValues> = "attachments.0";

// What the rules give out is what the server takes.
export const taken: EverythingForm = null as unknown as z.output<typeof everythingFormSchema>;

const mock = createMizanMock();
mock.form(everythingForm, ({ seats }) => exactly<number>()(seats, true) ?? null);
// @ts-expect-error another result than the form's
mock.form(everythingForm, "done");

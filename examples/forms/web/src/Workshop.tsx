import { Errors, type Form, Help, Label, restore } from "@mizan/react/form";
import type { ReactNode } from "react";
import {
  useWorkshopForm,
  type WorkshopFormValues,
  workshopFormDaysChoices,
  workshopFormLanguagesChoices,
  workshopFormLevelChoices,
  workshopFormMealChoices,
} from "./mizan";

type Workshop = ReturnType<typeof useWorkshopForm>;
type Name = Parameters<Workshop["field"]>[0];
type Choices = readonly { value: string; label: string }[];

/** The form, or what the workshop has understood of it. */
export function Workshop() {
  const form = useWorkshopForm({ restore });
  if (form.result) {
    return (
      <div role="status">
        <p>Thank you, {form.result.name}. We have understood:</p>
        <ul>
          {form.result.said.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <form {...form.props}>
      <Errors form={form} />
      <input {...form.field("source")} />
      <Line form={form} name="name" />
      <Line form={form} name="email" />
      <Line form={form} name="telephone" />
      <Line form={form} name="website" />
      <Line form={form} name="word" />
      <Area form={form} name="plan" />
      <Line form={form} name="seats" />
      <Line form={form} name="practice" />
      <Line form={form} name="height" />
      <Line form={form} name="fee" />
      <Line form={form} name="arrival" />
      <Line form={form} name="time" />
      <Line form={form} name="call" />
      <Line form={form} name="stay" />
      <Line form={form} name="voucher" />
      <Line form={form} name="colour" />
      <Pick form={form} name="meal" choices={workshopFormMealChoices} />
      <Boxes form={form} name="level" legend="Level" choices={workshopFormLevelChoices} />
      <Boxes form={form} name="days" legend="Days" choices={workshopFormDaysChoices} />
      <Pick form={form} name="languages" choices={workshopFormLanguagesChoices} />
      <Area form={form} name="keywords" />
      <fieldset>
        <legend>Where you come from</legend>
        <Line form={form} name="address.city" />
        <Line form={form} name="address.country" />
      </fieldset>
      <Guests form={form} />
      <Line form={form} name="portrait" />
      <Line form={form} name="papers" />
      <div className="field check">
        <input {...form.field("rules")} />
        <Label form={form} name="rules" />
        <Errors form={form} name="rules" />
      </div>
      {form.pending && <progress aria-label="Sending" value={form.progress} />}
      <button type="submit" aria-busy={form.pending}>
        Apply
      </button>
    </form>
  );
}

interface Of {
  form: Form<WorkshopFormValues, unknown>;
  name: Name;
}

/** A label, a control, what explains it, and what is wrong with it. */
function Labelled({ form, name, children }: Of & { children: ReactNode }) {
  return (
    <div className="field">
      <Label form={form} name={name} />
      {children}
      <Help form={form} name={name} className="help" />
      <Errors form={form} name={name} />
    </div>
  );
}

function Line({ form, name }: Of) {
  return (
    <Labelled form={form} name={name}>
      <input {...form.field(name)} />
    </Labelled>
  );
}

function Area({ form, name }: Of) {
  return (
    <Labelled form={form} name={name}>
      <textarea rows={4} {...form.field(name)} />
    </Labelled>
  );
}

/** One of several values, or any number of them. */
function Pick({ form, name, choices }: Of & { choices: Choices }) {
  const field = form.field(name);
  return (
    <Labelled form={form} name={name}>
      <select {...field}>
        {!field.multiple && <option value="" />}
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** The same, as radio buttons or checkboxes. */
function Boxes({ form, name, legend, choices }: Of & { legend: string; choices: Choices }) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {choices.map(({ value }) => (
        <div className="check" key={value}>
          <input {...form.field(name, value)} />
          <Label form={form} name={name} choice={value} />
        </div>
      ))}
      <Errors form={form} name={name} />
    </fieldset>
  );
}

/** A repeated group. */
function Guests({ form }: { form: Workshop }) {
  const guests = form.array("guests");
  return (
    <fieldset>
      <legend>Whom you bring</legend>
      {guests.items.map(({ key, index, name }) => (
        <fieldset key={key}>
          <legend>Guest {index + 1}</legend>
          <Line form={form} name={`${name}.name`} />
          <Line form={form} name={`${name}.age`} />
          <button type="button" onClick={() => guests.remove(index)}>
            Leave guest {index + 1} at home
          </button>
        </fieldset>
      ))}
      <Errors form={form} name="guests" />
      <button type="button" onClick={() => guests.append()}>
        Bring somebody
      </button>
    </fieldset>
  );
}

/** Forms without a framework: `@mizan/client/form`. */
export { fieldAt, idOf, kindOf } from "./form/board.js";
export { checks } from "./form/check.js";
export type {
  Choice,
  FieldDefinition,
  Fields,
  FormDefinition,
  FormSchema,
  Issue,
  Outcome,
  Sender,
  SendOptions,
} from "./form/definition.js";
export {
  booleanField,
  choiceField,
  choicesField,
  datetimeField,
  fileField,
  filesField,
  groupField,
  groupsField,
  type Input,
  type Kind,
  listField,
  numberField,
} from "./form/kind.js";
export { type List, type Lists, lists, type Track } from "./form/list.js";
export { type Restore, restore } from "./form/page.js";
export { type Problems, problemsOf } from "./form/problem.js";
export { createForm, type Form, type FormSettings, type Passage } from "./form/store.js";
export { at, isBlank, type Values } from "./form/value.js";

/** Forms without a framework: `@mizan/client/form`. */
export { describedBy, fieldAt, idOf } from "./form/board.js";
export { checks } from "./form/check.js";
export type {
  Choice,
  FieldDefinition,
  Fields,
  FieldType,
  FormDefinition,
  FormSchema,
  Issue,
  Outcome,
  Sender,
  SendOptions,
} from "./form/definition.js";
export { type Input, shownText } from "./form/element.js";
export { type Lists, lists } from "./form/list.js";
export { createForm, type Form, type FormSettings, type Passage } from "./form/store.js";
export { at, isBlank, type Values } from "./form/value.js";

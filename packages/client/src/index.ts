export {
  type CallOptions,
  type ClientOptions,
  createClient,
  type MizanClient,
  type ReadOptions,
} from "./client.js";
export {
  defaultClient,
  initSession,
  invalidate,
  mizanCall,
  mizanFetch,
  refreshContext,
  registerContext,
  setDefaultClient,
} from "./default.js";
export { type ErrorBody, type ErrorCode, type FieldError, MizanError } from "./error.js";
export { type ContextSpec, type InvalidationItem, matches, type Read, readOf } from "./item.js";
export type { Hit } from "./mounted.js";
export { type ParamKind, type Params, stableKey } from "./param.js";
export type { ContextAnswer, QueryError } from "./read.js";
export { receive } from "./receive.js";
export { onRevisionMismatch } from "./revision.js";
export { dateTimeText, decimalText, spelling, timeText, uuidText } from "./spelling.js";
export type { Answer } from "./transport.js";
export { createSeen, isVersion, type Seen, type Version, versionOf } from "./version.js";
export { watchResponses } from "./watch.js";

export {
  type CallOptions,
  type ClientOptions,
  type ContextAnswer,
  MizanClient,
  type QueryError,
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
export { type ErrorBody, type FieldError, MizanError } from "./error.js";
export { type ContextSpec, type InvalidationItem, type Read, readOf } from "./item.js";
export type { Hit } from "./mounted.js";
export { type ParamKind, type Params, stableKey } from "./param.js";
export { isVersion, type Version } from "./version.js";

export {
  type ClientOptions,
  createClient,
  dateTimeText,
  decimalText,
  type ErrorCode,
  type FieldError,
  initSession,
  invalidate,
  type MizanClient,
  MizanError,
  mizanCall,
  mizanFetch,
  onRevisionMismatch,
  receive,
  refreshContext,
  registerContext,
  setDefaultClient,
  spelling,
  stableKey,
  timeText,
  uuidText,
  watchResponses,
} from "@mizan/client";
export { MizanErrorBoundary, type MizanErrorBoundaryProps } from "./boundary.js";
export { retryRead } from "./cache.js";
export {
  type Around,
  type Call,
  type CallDefinition,
  defineCall,
  defineMutation,
  type ErrorOf,
  type Failure,
  type Mutation,
  type OneCallOptions,
} from "./call.js";
export { type Context, type ContextDefinition, defineContext } from "./context.js";
export { isErrorOf } from "./failure.js";
export {
  defineInfinite,
  type Infinite,
  type InfiniteHook,
  type InfiniteOptions,
} from "./infinite.js";
export { type Change, optimistic } from "./optimistic.js";
export { hydrateMizan, type PageData, readPageData } from "./page.js";
export { prefetch } from "./prefetch.js";
export {
  createMizan,
  defineProvider,
  type Mizan,
  type MizanOptions,
  MizanProvider,
  type MizanProviderProps,
  type ProviderProps,
  useMizanClient,
} from "./provider.js";
export {
  defineQuery,
  defineQueryResult,
  type Hook,
  type QueryResult,
  type Source,
} from "./query.js";

import type { ContextSpec, ParamKind } from "@mizan/client";
import type { Failure } from "./call.js";

declare const data: unique symbol;

/** What identifies one read of a context: its params, or nothing where it has none. */
export type ParamsOf<Params> = [keyof Params] extends [never] ? Record<never, never> : Params;

/**
 * A context of the server: `Params` identify one of it (`void` where there is only one), `Data` are the
 * results of its functions, and `Errors` the errors of those that declare some.
 */
export interface Context<Params, Data, Errors = unknown> extends ContextSpec {
  readonly functions: readonly (keyof Data & string)[];
  readonly wide?: Widening<Data>;
  /** For the compiler alone. */
  readonly [data]?: (params: Params) => [Data, Errors];
}

/** What reads the wide integers of results, by function. */
type Widening<Data> = { readonly [Name in keyof Data]?: (result: unknown) => unknown };

/** The errors that a function of a context declares. */
export type DeclaredBy<Errors, Name> = Name extends keyof Errors
  ? Extract<Errors[Name], Failure>
  : never;

/** What generated code says of a context at run time. */
export interface ContextDefinition<Params, Data> {
  name: string;
  params: { readonly [Name in keyof ParamsOf<Params>]-?: ParamKind };
  functions: readonly (keyof Data & string)[];
  /** Brings params whose values have several texts to one: `spelling({ at: dateTimeText })`. */
  spell?: (params: Record<string, unknown>) => void;
  /** Defaults, other than null, of params that may be left out. */
  defaults?: Partial<ParamsOf<Params>>;
  /** The hash of what a reader relies on; the server tells by it whether this client is too old (§11). */
  contract?: string;
  /** What reads the wide integers of results, by function. */
  wide?: Widening<Data>;
}

/** Declares a context as the server has it. Generated code calls this. */
export function defineContext<Params, Data, Errors = unknown>(
  definition: ContextDefinition<Params, Data>,
): Context<Params, Data, Errors> {
  return definition as Context<Params, Data, Errors>;
}

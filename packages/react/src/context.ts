import type { ContextSpec, ParamKind } from "@mizan/client";

declare const data: unique symbol;

/** What identifies one read of a context: its params, or nothing where it has none. */
export type ParamsOf<Params> = [keyof Params] extends [never] ? Record<never, never> : Params;

/**
 * A context of the server: `Params` identify one of it (`void` where there is only one), `Data` are the
 * results of its functions.
 */
export interface Context<Params, Data> extends ContextSpec {
  readonly functions: readonly (keyof Data & string)[];
  /** For the compiler alone. */
  readonly [data]?: (params: Params) => Data;
}

/** What generated code says of a context at run time. */
export interface ContextDefinition<Params, Data> {
  name: string;
  params: { readonly [Name in keyof ParamsOf<Params>]-?: ParamKind };
  functions: readonly (keyof Data & string)[];
  /** Defaults, other than null, of params that may be left out. */
  defaults?: Partial<ParamsOf<Params>>;
  /** The hash of what a reader relies on; the server tells by it whether this client is too old (§11). */
  contract?: string;
}

/** Declares a context as the server has it. Generated code calls this. */
export function defineContext<Params, Data>(
  definition: ContextDefinition<Params, Data>,
): Context<Params, Data> {
  return definition as Context<Params, Data>;
}

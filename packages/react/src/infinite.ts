import {
  type ContextSpec,
  type MizanError,
  type Params as ReadParams,
  readOf,
} from "@mizan/client";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { type Answer, type Part, queryOf } from "./cache.js";
import type { ErrorOf, Failure } from "./call.js";
import type { Context, DeclaredBy } from "./context.js";
import { useCache } from "./provider.js";
import { partOf, type Source } from "./query.js";

export interface InfiniteOptions<Page> {
  /**
   * Whether there are more pages after these, of which there is at least one. Unless given: where a page
   * has a number `total`, whether the pages' lists together are shorter; else whether the last page's list
   * is as long as the first's. A page's list is the page itself, or the first of its members that is one.
   */
  hasMore?: (pages: readonly Page[]) => boolean;
  /** The number of the first page, 1 unless given. */
  first?: number;
}

/** A list as far as it has been asked for. */
export interface Infinite<Page, Declared extends Failure = never> {
  /** The pages in order. Each is a read of its own, and is read again by itself. */
  pages: Page[];
  /** Whether `loadMore` would do anything. */
  hasMore: boolean;
  /** Asks for one more page, or again for the one that failed. Does nothing while one is on its way. */
  loadMore: () => void;
  /** Whether a page is on its way that has never been there. */
  pending: boolean;
  error: ErrorOf<Declared> | undefined;
}

type Rest<Params, Page extends keyof Params> = Omit<Params, Page>;

/** A hook of all pages of a list: `useArticlesPageInfinite({ tag })`. */
export type InfiniteHook<
  Params,
  Page extends keyof Params,
  Result,
  Declared extends Failure = never,
> = Source<Params, Result, Declared> &
  ((
    ...given: Record<never, never> extends Rest<Params, Page>
      ? [params?: Rest<Params, Page>, options?: InfiniteOptions<Result>]
      : [params: Rest<Params, Page>, options?: InfiniteOptions<Result>]
  ) => Infinite<Result, Declared>);

/**
 * Makes the hook that shows a function's pages one after another. It neither suspends nor throws, and needs
 * no provider. Other params begin a new list.
 *
 * @param page the context's param that counts pages
 */
export function defineInfinite<
  Params,
  Data,
  Errors,
  Name extends keyof Data & string,
  Page extends keyof Params & string,
>(
  context: Context<Params, Data, Errors>,
  name: Name,
  page: Page,
): InfiniteHook<Params, Page, Data[Name], DeclaredBy<Errors, Name>> {
  type Result = Data[Name];
  const select = partOf(context, name);
  const hook = (given: object = {}, options: InfiniteOptions<Result> = {}) =>
    usePages(context, select, options, (number) => ({ ...given, [page]: number })) as Infinite<
      Result,
      DeclaredBy<Errors, Name>
    >;
  return Object.assign(hook, { context, fn: name });
}

function usePages<Page>(
  context: ContextSpec,
  select: (answer: Answer) => Part<Page>,
  { hasMore: continues = isContinued, first = 1 }: InfiniteOptions<Page>,
  paramsOf: (page: number) => ReadParams,
): Infinite<Page> {
  const cache = useCache();
  const list = readOf(context, paramsOf(first)).key;
  const [asked, ask] = useState({ list, count: 1 });
  // Of another list nothing has been asked for.
  const count = asked.list === list ? asked.count : 1;
  const queries = Array.from({ length: count }, (_, index) => ({
    ...queryOf(cache, context, paramsOf(first + index)),
    select,
  }));
  const results = useQueries({ queries }, cache.queries) as Outcome<Page>[];
  const { pages, error, pending } = gathered(results);
  const hasMore = pages[0] === undefined ? error !== undefined : continues(pages);
  const loadMore = () => {
    if (pending || !hasMore) return;
    if (pages.length < count) void results[pages.length]?.refetch();
    else ask({ list, count: count + 1 });
  };
  return { pages, hasMore, loadMore, pending, error };
}

interface Outcome<Page> {
  data: Part<Page> | undefined;
  error: MizanError | null;
  isPending: boolean;
  refetch: () => unknown;
}

/** The pages before the first that is not there, and what keeps that from being there. */
function gathered<Page>(results: readonly Outcome<Page>[]) {
  const pages: Page[] = [];
  let error: MizanError | undefined;
  for (const { data: part, error: failed, isPending } of results) {
    if (isPending) return { pages, error, pending: true };
    error ??= failed ?? part?.error;
    if (!part || part.error) break;
    pages.push(part.data);
  }
  return { pages, error, pending: false };
}

function isContinued(pages: readonly unknown[]): boolean {
  const lengths = pages.map(lengthOf);
  const { total } = (pages.at(-1) ?? {}) as { total?: unknown };
  if (typeof total === "number") return lengths.reduce((sum, length) => sum + length, 0) < total;
  const [first = 0] = lengths;
  return first > 0 && lengths.at(-1) === first;
}

function lengthOf(page: unknown): number {
  const members = Array.isArray(page) ? [page] : Object.values(page ?? {});
  return members.find(Array.isArray)?.length ?? 0;
}

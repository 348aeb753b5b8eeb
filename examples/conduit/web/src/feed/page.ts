/** How many articles the server puts on a page. */
const PAGE_SIZE = 10;

/** How many neighbours of the current page are offered beside the first and the last. */
const NEIGHBOURS = 3;

/** The page that `?page=N` names: 1 without it, and for anything that is no page number. */
export function pageIn(search: URLSearchParams): number {
  const text = search.get("page") ?? "";
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : 1;
}

/** The query for a page: page 1 is the list's own address; whatever else is in the query stays. */
export function withPage(search: URLSearchParams, page: number): URLSearchParams {
  const next = new URLSearchParams(search);
  if (page === 1) next.delete("page");
  else next.set("page", String(page));
  return next;
}

/** The pages to offer for a list of `total` articles: the first, the last and those near `page`; none if one is all. */
export function pagesToOffer(total: number, page: number): number[] {
  const last = Math.ceil(total / PAGE_SIZE);
  if (last <= 1) return [];
  const from = Math.max(1, Math.min(page, last) - NEIGHBOURS);
  const to = Math.min(last, page + NEIGHBOURS);
  const near = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  return [...new Set([1, ...near, last])];
}

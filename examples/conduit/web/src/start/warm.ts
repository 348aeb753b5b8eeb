import { prefetch } from "@mizan/react";
import { useArticleDetail, useCommentList, useCurrentUser } from "../mizan";

/** Reads what the page of a path shows at first, so that it is there when the page is. Never rejects. */
export async function warm(path: string): Promise<void> {
  const reads = [prefetch(useCurrentUser)];
  const [, kind, slug] = /^\/(article|editor)\/([^/]+)$/.exec(path) ?? [];
  if (slug !== undefined) {
    const article = { slug: decodeURIComponent(slug) };
    reads.push(prefetch(useArticleDetail, article));
    if (kind === "article") reads.push(prefetch(useCommentList, article));
  }
  // What cannot be read is told by the page.
  await Promise.allSettled(reads);
}

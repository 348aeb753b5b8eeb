import { useDeferredValue, useMemo } from "react";
import { useSearchParams } from "react-router";
import { Part } from "../layout/Part";
import { Skeleton } from "../layout/Skeleton";
import { ArticleList } from "./ArticleList";
import { pageIn } from "./page";

interface FeedProps {
  tag?: string | null;
  author?: string | null;
  favorited?: string | null;
  /** What an empty list says. */
  empty: string;
}

/**
 * A list of articles, ten a page by `?page=N`.
 *
 * While another list loads, the one that was read stays, dimmed.
 */
export function Feed({ tag = null, author = null, favorited = null, empty }: FeedProps) {
  const [search] = useSearchParams();
  const page = pageIn(search);
  const wanted = useMemo(
    () => ({ params: { tag, author, favorited, page }, empty }),
    [tag, author, favorited, page, empty],
  );
  const shown = useDeferredValue(wanted);
  return (
    <div className="feed" aria-busy={shown !== wanted}>
      <Part fallback={<FeedSkeleton />}>
        <ArticleList params={shown.params} empty={shown.empty} />
      </Part>
    </div>
  );
}

function FeedSkeleton() {
  return (
    <>
      <Skeleton label="Loading articles…" lines={4} />
      <Skeleton label="" lines={4} />
      <Skeleton label="" lines={4} />
    </>
  );
}

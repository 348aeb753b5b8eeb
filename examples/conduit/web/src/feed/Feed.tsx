import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useSearchParams } from "react-router";
import { Part } from "../layout/Part";
import { Skeleton } from "../layout/Skeleton";
import { ArticleList, FollowedList } from "./ArticleList";
import { pageIn } from "./page";

interface FeedProps {
  /** Only articles of those whom the reader, who is signed in, follows; no other filter then. */
  following?: boolean;
  tag?: string | null;
  author?: string | null;
  favorited?: string | null;
  /** What an empty list says. */
  empty?: ReactNode;
}

/**
 * A list of articles, ten a page by `?page=N`.
 *
 * While another list loads, the one that was read stays, dimmed.
 */
export function Feed({
  following = false,
  tag = null,
  author = null,
  favorited = null,
  empty = "No articles are here... yet.",
}: FeedProps) {
  const [search] = useSearchParams();
  const page = pageIn(search);
  const wanted = useMemo(
    () => ({ following, params: { tag, author, favorited, page }, empty }),
    [following, tag, author, favorited, page, empty],
  );
  const shown = useDeferredValue(wanted);
  return (
    <div className="feed" aria-busy={shown !== wanted}>
      <Part fallback={<FeedSkeleton />}>
        {shown.following ? (
          <FollowedList params={{ page: shown.params.page }} empty={shown.empty} />
        ) : (
          <ArticleList params={shown.params} empty={shown.empty} />
        )}
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

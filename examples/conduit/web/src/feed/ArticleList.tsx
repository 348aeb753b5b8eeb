import type { ReactNode } from "react";
import { Link, useLocation, useSearchParams } from "react-router";
import { type ArticlePage, type ArticlesParams, useArticlesPage, useFeedPage } from "../mizan";
import { ArticlePreview } from "./ArticlePreview";
import { Pagination } from "./Pagination";
import { withPage } from "./page";

interface ListProps<Params> {
  params: Params;
  /** What an empty list says. */
  empty: ReactNode;
}

/** One page of everyone's articles, or of those that the filters leave. */
export function ArticleList({ params, empty }: ListProps<ArticlesParams>) {
  return <Listed list={useArticlesPage(params)} page={params.page} empty={empty} />;
}

/** One page of what the reader follows. */
export function FollowedList({ params, empty }: ListProps<{ page: number }>) {
  return <Listed list={useFeedPage(params)} page={params.page} empty={empty} />;
}

interface ListedProps {
  list: ArticlePage;
  page: number;
  empty: ReactNode;
}

/** A page of articles and the way to the others. */
function Listed({ list: { articles, total }, page, empty }: ListedProps) {
  return (
    <>
      {articles.map((article) => (
        <ArticlePreview key={article.slug} article={article} />
      ))}
      {articles.length === 0 && (
        <div className="empty-feed-message">{total > 0 ? <BeyondTheLast /> : empty}</div>
      )}
      <Pagination page={page} total={total} />
    </>
  );
}

function BeyondTheLast() {
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const first = { pathname, search: withPage(search, 1).toString() };
  return (
    <>
      There is nothing on this page. <Link to={first}>Go to the first one</Link>
    </>
  );
}

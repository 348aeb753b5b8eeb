import { Link, useLocation } from "react-router";
import { type ArticlesParams, useArticlesPage } from "../mizan";
import { ArticlePreview } from "./ArticlePreview";
import { Pagination } from "./Pagination";

interface ArticleListProps {
  params: ArticlesParams & { page: number };
  /** What an empty list says. */
  empty: string;
}

/** One page of articles and the way to the others. */
export function ArticleList({ params, empty }: ArticleListProps) {
  const { articles, total } = useArticlesPage(params);
  return (
    <>
      {articles.map((article) => (
        <ArticlePreview key={article.slug} article={article} />
      ))}
      {articles.length === 0 && <EmptyList text={empty} beyond={total > 0} />}
      <Pagination page={params.page} total={total} />
    </>
  );
}

/** An empty list, or a page `beyond` the last one. */
function EmptyList({ text, beyond }: { text: string; beyond: boolean }) {
  const { pathname } = useLocation();
  if (!beyond) return <div className="empty-feed-message">{text}</div>;
  return (
    <div className="empty-feed-message">
      There is nothing on this page. <Link to={pathname}>Go to the first one</Link>
    </div>
  );
}

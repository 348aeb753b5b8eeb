import { Navigate } from "react-router";
import { articlePath } from "../layout/path";
import { useArticleDetail } from "../mizan";
import { ArticleForm } from "./ArticleForm";

/** The form of one's own article; another's is only read. */
export function EditedArticle({ slug }: { slug: string }) {
  const article = useArticleDetail({ slug });
  if (!article.own) return <Navigate to={articlePath(slug)} replace />;
  return <ArticleForm article={article} />;
}

import { Navigate, useNavigate } from "react-router";
import { articlePath } from "../layout/path";
import { type CreateArticleArgs, useArticleDetail, useUpdateArticle } from "../mizan";
import { ArticleForm } from "./ArticleForm";

/** The form of one's own article; another's is only read. */
export function EditedArticle({ slug }: { slug: string }) {
  const article = useArticleDetail({ slug });
  const navigate = useNavigate();
  const { mutate, pending, error } = useUpdateArticle();

  function publish(draft: CreateArticleArgs) {
    mutate({ slug, ...draft }).then(
      () => navigate(articlePath(slug)),
      () => {}, // `error` has it
    );
  }

  if (!article.own) return <Navigate to={articlePath(slug)} replace />;
  return <ArticleForm article={article} pending={pending} error={error} onSubmit={publish} />;
}

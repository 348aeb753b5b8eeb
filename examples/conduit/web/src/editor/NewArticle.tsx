import { useNavigate } from "react-router";
import { articlePath } from "../layout/path";
import { type CreateArticleArgs, useCreateArticle } from "../mizan";
import { ArticleForm } from "./ArticleForm";

/** The form of an article that is not there yet. */
export function NewArticle() {
  const navigate = useNavigate();
  const { mutate, pending, error } = useCreateArticle();

  function publish(draft: CreateArticleArgs) {
    mutate(draft).then(
      ({ slug }) => navigate(articlePath(slug)),
      () => {}, // `error` has it
    );
  }

  return <ArticleForm pending={pending} error={error} onSubmit={publish} />;
}

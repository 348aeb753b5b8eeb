import { Link } from "react-router";
import { ArticleMeta } from "../article/ArticleMeta";
import { FavoriteButton } from "../article/FavoriteButton";
import { TagList } from "../article/TagList";
import { articlePath } from "../layout/path";
import type { ArticlePreview as Preview } from "../mizan";

/** One entry of a list. */
export function ArticlePreview({ article }: { article: Preview }) {
  return (
    <article className="article-preview">
      <ArticleMeta author={article.author} created={article.created}>
        <FavoriteButton article={article} compact />
      </ArticleMeta>
      <Link className="preview-link" to={articlePath(article.slug)}>
        <h1>{article.title}</h1>
        <p>{article.description}</p>
        <span>Read more...</span>
        <TagList tags={article.tags} />
      </Link>
    </article>
  );
}

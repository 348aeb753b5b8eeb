import { useParams } from "react-router";
import { ArticleSkeleton } from "../article/ArticleSkeleton";
import { ArticleView } from "../article/ArticleView";
import { Comments } from "../comment/Comments";
import { Part } from "../layout/Part";
import { ArticleProvider, CommentsProvider } from "../mizan";

/** `/article/:slug`: the article and its comments, which load side by side. */
export function ArticlePage() {
  const { slug = "" } = useParams();
  return (
    <div className="article-page">
      <ArticleProvider key={slug} slug={slug}>
        <CommentsProvider slug={slug}>
          <Part fallback={<ArticleSkeleton />}>
            <ArticleView>
              <Comments slug={slug} />
            </ArticleView>
          </Part>
        </CommentsProvider>
      </ArticleProvider>
    </div>
  );
}

import { PageTitle } from "../layout/PageTitle";
import { type Article, useArticleDetail } from "../mizan";
import { FollowButton } from "../profile/FollowButton";
import { ArticleMeta } from "./ArticleMeta";
import { FavoriteButton } from "./FavoriteButton";
import { OwnActions } from "./OwnActions";
import { TagList } from "./TagList";

/** The article of the `ArticleProvider` around it; `children` follow below the text. */
export function ArticleView({ children }: { children: React.ReactNode }) {
  const article = useArticleDetail();
  return (
    <>
      <PageTitle>{article.title}</PageTitle>
      <div className="banner">
        <div className="container">
          <h1>{article.title}</h1>
          <Byline article={article} />
        </div>
      </div>
      <div className="container page">
        <div className="article-content">
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server has rendered and sanitised it */}
          <div className="article-body" dangerouslySetInnerHTML={{ __html: article.html }} />
          <TagList tags={article.tags} />
        </div>
        <hr />
        <div className="article-actions">
          <Byline article={article} />
        </div>
        {children}
      </div>
    </>
  );
}

/** The author, and what they or another reader can do. */
function Byline({ article }: { article: Article }) {
  return (
    <ArticleMeta author={article.author} created={article.created}>
      <div className="article-buttons">
        {article.own ? (
          <OwnActions slug={article.slug} />
        ) : (
          <>
            <FollowButton user={article.author} />
            <FavoriteButton article={article} />
          </>
        )}
      </div>
    </ArticleMeta>
  );
}

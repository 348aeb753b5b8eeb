import type { ReactNode } from "react";
import { Link } from "react-router";
import { Avatar } from "../layout/Avatar";
import { longDate } from "../layout/date";
import { profilePath } from "../layout/path";
import type { Author } from "../mizan";

interface ArticleMetaProps {
  author: Author;
  /** RFC 3339. */
  created: string;
  /** What the reader can do with the article. */
  children?: ReactNode;
}

/** Who wrote an article and when. */
export function ArticleMeta({ author, created, children }: ArticleMetaProps) {
  const profile = profilePath(author.username);
  return (
    <div className="article-meta">
      <Link to={profile} tabIndex={-1} aria-hidden="true">
        <Avatar className="author-img" image={author.image} />
      </Link>
      <div className="info">
        <Link className="author" to={profile}>
          {author.username}
        </Link>
        <span className="date">{longDate(created)}</span>
      </div>
      {children}
    </div>
  );
}

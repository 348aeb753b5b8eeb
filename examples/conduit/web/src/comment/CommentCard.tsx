import { Link } from "react-router";
import { Problem } from "../form/Problem";
import { Avatar } from "../layout/Avatar";
import { longDate } from "../layout/date";
import { profilePath } from "../layout/path";
import { type Comment, useDeleteComment } from "../mizan";

/** One comment; its author can delete it. */
export function CommentCard({ slug, comment }: { slug: string; comment: Comment }) {
  const profile = profilePath(comment.author.username);
  return (
    <div className="card">
      <div className="card-block">
        <p className="card-text">{comment.body}</p>
      </div>
      <div className="card-footer">
        <Link to={profile} tabIndex={-1} aria-hidden="true">
          <Avatar className="comment-author-img" image={comment.author.image} />
        </Link>
        <Link className="comment-author" to={profile}>
          {comment.author.username}
        </Link>
        <span className="date-posted">{longDate(comment.created)}</span>
        {comment.own && <DeleteButton slug={slug} id={comment.id} />}
      </div>
    </div>
  );
}

function DeleteButton({ slug, id }: { slug: string; id: number }) {
  const { mutate, pending, error } = useDeleteComment();
  return (
    <span className="mod-options">
      <Problem error={error} />
      <button
        type="button"
        className="btn-icon"
        aria-label="Delete comment"
        disabled={pending}
        onClick={() => mutate({ slug, id })}
      >
        <i className="ion-trash-a" aria-hidden="true" />
      </button>
    </span>
  );
}

import { ErrorMessages } from "../form/ErrorMessages";
import { text } from "../form/text";
import { Avatar } from "../layout/Avatar";
import { type User, usePostComment } from "../mizan";

/** Where the signed-in `user` writes a comment; it is emptied once the comment is posted. */
export function CommentForm({ slug, user }: { slug: string; user: User }) {
  const { mutate, pending, error } = usePostComment();

  function post(event: React.SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    mutate({ slug, body: text(form, "body") }).then(
      () => form.reset(),
      () => {}, // `error` has it, and the words stay to be sent again
    );
  }

  return (
    <form className="card comment-form" onSubmit={post}>
      <div className="card-block">
        <textarea
          className="form-control"
          name="body"
          rows={3}
          placeholder="Write a comment..."
          aria-label="Comment"
        />
      </div>
      <div className="card-footer">
        <Avatar className="comment-author-img" image={user.image} />
        <button type="submit" className="btn btn-sm btn-primary" disabled={pending}>
          Post Comment
        </button>
      </div>
      <ErrorMessages error={error} />
    </form>
  );
}

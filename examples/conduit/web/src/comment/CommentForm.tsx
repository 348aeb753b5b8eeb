import { restore } from "@mizan/react/form";
import { FormErrors } from "../form/FormErrors";
import { SubmitButton } from "../form/SubmitButton";
import { Avatar } from "../layout/Avatar";
import { type User, useCommentForm } from "../mizan";

/** Where the signed-in `user` writes a comment; it is emptied once the comment is posted. */
export function CommentForm({ slug, user }: { slug: string; user: User }) {
  const form = useCommentForm({ restore, initial: { slug }, onSuccess: () => form.reset() });
  return (
    <form className="card comment-form" {...form.props}>
      <input {...form.field("slug")} />
      <div className="card-block">
        <textarea
          className="form-control"
          {...form.field("body")}
          rows={3}
          placeholder="Write a comment..."
          aria-label="Comment"
        />
      </div>
      <div className="card-footer">
        <Avatar className="comment-author-img" image={user.image} />
        <SubmitButton pending={form.pending} className="btn-sm">
          Post Comment
        </SubmitButton>
      </div>
      <FormErrors form={form} />
    </form>
  );
}

import { Part } from "../layout/Part";
import { Skeleton } from "../layout/Skeleton";
import { useCommentList, useCurrentUser } from "../mizan";
import { CommentCard } from "./CommentCard";
import { CommentForm } from "./CommentForm";
import { SignInToComment } from "./SignInToComment";

/** What readers said about an article, inside its `CommentsProvider`, and the place to say more. */
export function Comments({ slug }: { slug: string }) {
  return (
    <section className="comments" aria-label="Comments">
      <Part fallback={<Skeleton label="" lines={2} />}>
        <Composer slug={slug} />
      </Part>
      <Part fallback={<Skeleton label="Loading comments…" lines={4} />}>
        <CommentCards slug={slug} />
      </Part>
    </section>
  );
}

function Composer({ slug }: { slug: string }) {
  const user = useCurrentUser();
  return user ? <CommentForm slug={slug} user={user} /> : <SignInToComment />;
}

function CommentCards({ slug }: { slug: string }) {
  const comments = useCommentList();
  return comments.map((comment) => <CommentCard key={comment.id} slug={slug} comment={comment} />);
}

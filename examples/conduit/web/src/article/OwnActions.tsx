import { Link, useNavigate } from "react-router";
import { Problem } from "../form/Problem";
import { useDeleteArticle } from "../mizan";

/** What an author can do with an article. */
export function OwnActions({ slug }: { slug: string }) {
  const navigate = useNavigate();
  const { mutate, pending, error } = useDeleteArticle();

  function remove() {
    mutate({ slug }).then(
      () => navigate("/"),
      () => {}, // `error` has it
    );
  }

  return (
    <>
      <Link className="btn btn-sm btn-outline-secondary" to={`/editor/${encodeURIComponent(slug)}`}>
        <i className="ion-edit" aria-hidden="true" /> Edit Article
      </Link>
      <button
        type="button"
        className="btn btn-sm btn-outline-danger"
        disabled={pending}
        onClick={remove}
      >
        <i className="ion-trash-a" aria-hidden="true" /> Delete Article
      </button>
      <Problem error={error} />
    </>
  );
}

import { MizanError } from "@mizan/client";
import { NotFoundPage } from "../page/NotFoundPage";

/** What a reader sees in place of a part that failed: words, the id that the server's log has, and a way on. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof MizanError && error.code === "not_found") return <NotFoundPage />;
  const id = error instanceof MizanError ? error.id : null;
  return (
    <div className="failure" role="alert">
      <h2>This did not load</h2>
      <p>Something went wrong on the way. Trying again often helps.</p>
      <button type="button" className="btn btn-outline-primary" onClick={onRetry}>
        Try again
      </button>
      {id && (
        <p className="failure-id">
          If you report it, please name <code>{id}</code>
        </p>
      )}
    </div>
  );
}

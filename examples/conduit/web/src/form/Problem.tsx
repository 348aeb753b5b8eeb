import { messagesOf } from "./message";

/** Why a button did not do its work, in a line beside it. */
export function Problem({ error }: { error: unknown }) {
  const lines = messagesOf(error);
  if (lines.length === 0) return null;
  return (
    <span className="problem" role="alert">
      {lines.join("; ")}
    </span>
  );
}

import { messagesOf } from "./message";

/** Why a form was refused. */
export function ErrorMessages({ error }: { error: unknown }) {
  const lines = messagesOf(error);
  if (lines.length === 0) return null;
  return (
    <ul className="error-messages" role="alert">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

import { MizanError } from "@mizan/client";

/**
 * What to tell a reader about a call that failed, a line each: `email has already been taken` for every field the server
 * refused (docs/protocol.md §9), otherwise the error's own message.
 */
export function messagesOf(error: unknown): string[] {
  if (!(error instanceof MizanError))
    return error ? ["Something went wrong. Please try again."] : [];
  const lines = Object.entries(error.fields ?? {}).flatMap(([field, problems]) =>
    problems.map(({ message }) => (field === "__all__" ? message : `${field} ${message}`)),
  );
  return lines.length > 0 ? lines : [error.message];
}

import { type FieldError, MizanError } from "@mizan/client";

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

/** What is wrong with a field, to be read behind its name: the rules of fields are told in this site's own words. */
export function worded({ code, message }: FieldError): string {
  const limit = /\d+/.exec(message)?.[0];
  switch (code) {
    case "required":
      return "can't be blank";
    case "min_length":
      return `is too short (minimum is ${limit} characters)`;
    case "max_length":
      return `is too long (maximum is ${limit} characters)`;
    case "invalid_email":
    case "invalid_url":
    case "pattern":
      return "is invalid";
    default:
      return message;
  }
}

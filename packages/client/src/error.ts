/** One complaint about one field (`docs/protocol.md` §9). */
export interface FieldError {
  code: string;
  message: string;
}

/** The codes that any call may end with (§9), and the client's own, which {@link MizanError} explains. */
export type ErrorCode =
  | "bad_request"
  | "unauthenticated"
  | "forbidden"
  | "csrf_failed"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  | "revision_mismatch"
  | "payload_too_large"
  | "unsupported_media_type"
  | "invalid_args"
  | "validation_failed"
  | "rate_limited"
  | "internal_error"
  | "unavailable"
  | "network"
  | "malformed"
  | "stale"
  | "identity_changed";

/** What an error answer holds; everything but `code` may be missing. */
export interface ErrorBody<Code extends string = string, Data = unknown> {
  code: Code;
  message?: string;
  fields?: Record<string, FieldError[]>;
  /** The trace id under which the server's log has it. */
  id?: string;
  /** The data of an error that the function declares. */
  data?: Data;
  /** `true`: the mutation took effect all the same; `null`: nobody knows (§3.2). */
  committed?: boolean | null;
}

/**
 * Every failure of a read or a call.
 *
 * `code` is one of §9, one that the function declares, or one of the client's own:
 * - `network`: no answer came; of a call nobody knows whether it took effect (`committed` is `null`);
 * - `malformed`: an answer came that is not Mizan's;
 * - `stale`: a cache kept answering with data older than this tab's own writes (§6);
 * - `identity_changed`: the answer belongs to a user who is no longer this tab's (§8).
 *
 * An aborted request rejects with its signal's reason, not with this.
 */
export class MizanError<Code extends string = string, Data = unknown> extends Error {
  declare readonly code: Code;
  /** The HTTP status, or 0 where no answer came. */
  declare readonly status: number;
  declare readonly fields: Record<string, FieldError[]>;
  declare readonly id: string | undefined;
  declare readonly data: Data;
  declare readonly committed: boolean | null;

  constructor(status: number, body: ErrorBody<Code, Data>, options?: ErrorOptions) {
    super(body.message || body.code, options);
    const { code, fields = {}, id, data, committed = false } = body;
    Object.assign(this, { name: "MizanError", code, status, fields, id, data, committed });
  }
}

/**
 * The error that an answer stands for which is not the one hoped for, whoever wrote it: Mizan, or a
 * proxy before it.
 *
 * @param committed what is known of the request's effect where the answer is not Mizan's
 */
export function errorOf(
  status: number,
  body: unknown,
  committed: false | null = false,
): MizanError {
  const error = isRecord(body) && body.error;
  if (isRecord(error) && typeof error.code === "string") {
    return new MizanError(status, error as unknown as ErrorBody);
  }
  const code = status >= 502 && status <= 504 ? "unavailable" : "malformed";
  return new MizanError(status, { code, message: `Answer ${status} is not Mizan's`, committed });
}

/** Whether a JSON value is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { errorOf, isRecord, MizanError } from "./error.js";
import type { Read } from "./item.js";
import type { Memory } from "./memory.js";
import { queryText } from "./param.js";
import { backoff, createBudget, pause, repeated } from "./retry.js";
import type { Answer } from "./transport.js";
import { type Seen, type Version, versionOf } from "./version.js";
import type { Wire } from "./wire.js";

/** How often data older than this tab's own writes is asked for again before it is an error. */
const STALE_REPEATS = 2;

/** What a function of a context failed with, beside the data of the others (§4). */
export interface QueryError {
  code: string;
  message?: string;
}

/** A context's answer: a member of `data` or of `errors` for each of its functions. */
export interface ContextAnswer<Data = Record<string, unknown>> {
  data: Partial<Data>;
  errors: { readonly [Name in keyof Data]?: QueryError };
  version: Version;
}

/** Reads a context from the server, and again where a cache answered from the past (§6 rule (b)). */
export type Reader = (read: Read, signal: AbortSignal) => Promise<ContextAnswer>;

export function createReader(wire: Wire, memory: Memory, seen: Seen): Reader {
  const budget = createBudget();
  return async (read, signal) => {
    const { context, params, only: _only, contract } = read;
    const path = `ctx/${context}/${queryText({ ...params, ...(_only && { _only }) })}`;
    budget.count();
    for (let turn = 0; ; turn++) {
      // A read begun under another identity has been hit by the change, and begins anew.
      const send = () => wire.send({ path, signal, contract });
      const answer = contextAnswer(await repeated(send, budget.take, signal));
      seen.raise(answer.version);
      if (answer.version >= memory.least(read)) return answer;
      if (turn === STALE_REPEATS)
        throw new MizanError(200, { code: "stale", message: "A cache is behind" });
      await pause(backoff(turn), signal);
    }
  };
}

/** @throws MizanError where an answer is not a context's. */
function contextAnswer({ response, body }: Answer): ContextAnswer {
  if (!isRecord(body) || !isRecord(body.data)) throw errorOf(response.status, body);
  const { data, errors } = body;
  return {
    data,
    errors: (isRecord(errors) ? errors : {}) as Record<string, QueryError>,
    version: versionOf(response.headers.get("Mizan-Version") ?? body.version),
  };
}

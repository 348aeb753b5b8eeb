/** Handlers of MSW that have a {@link MizanMockServer} answer: for a browser's worker, or tests of a whole page. */
import { type HttpHandler, http } from "msw";
import type { MizanMockServer } from "./mock.js";

export interface MizanHandlerOptions {
  /** Where the server would mount Mizan: `/api/mizan/` on any host unless given. */
  baseUrl?: string;
}

/** `setupServer(...mizanHandlers(mock))`, or `setupWorker`; with others, in any order. */
export function mizanHandlers(
  mock: Pick<MizanMockServer, "fetch">,
  { baseUrl = "/api/mizan/" }: MizanHandlerOptions = {},
): HttpHandler[] {
  const path = `${baseUrl.startsWith("/") ? "*" : ""}${baseUrl.replace(/\/?$/, "/*")}`;
  return [http.all(path, ({ request }) => mock.fetch(request))];
}

import { render } from "@testing-library/react";
import { type ReactNode, StrictMode, Suspense } from "react";
import { afterEach, beforeEach } from "vitest";
import { TestServer } from "../../client/test/server.js";
import { MizanError, MizanErrorBoundary, MizanProvider } from "../src/index.js";

/** The backend of the test that runs. */
export let server: TestServer;

beforeEach(async () => {
  sessionStorage.clear();
  server = await TestServer.start();
});

afterEach(() => server.close());

/** Shows what was thrown to it, and tries again on a click. */
export function Boundary({ children, resetKey }: { children: ReactNode; resetKey?: unknown }) {
  return (
    <MizanErrorBoundary
      resetKey={resetKey}
      fallback={(error, retry) => (
        <button type="button" onClick={retry}>
          failed: {error instanceof MizanError ? error.code : String(error)}
        </button>
      )}
    >
      {children}
    </MizanErrorBoundary>
  );
}

/** Renders a page as an application does: provider, boundary, Suspense. */
export function show(children: ReactNode, { strict = false } = {}) {
  const page = (
    <MizanProvider baseUrl={server.baseUrl}>
      <Boundary>
        <Suspense fallback="loading">{children}</Suspense>
      </Boundary>
    </MizanProvider>
  );
  const root = strict ? <StrictMode>{page}</StrictMode> : page;
  // What a boundary caught is on the page; React's account of it would drown the tests' own words.
  return render(root, { onCaughtError: () => {} });
}

/** The text that a person sees: without what React keeps hidden while a fallback shows. */
export function visible(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('[style*="display: none"]')) hidden.remove();
  return copy.textContent ?? "";
}

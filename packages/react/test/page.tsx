import { render } from "@testing-library/react";
import { Component, type ReactNode, StrictMode, Suspense } from "react";
import { afterEach, beforeEach } from "vitest";
import { TestServer } from "../../client/test/server.js";
import { type MizanError, MizanProvider } from "../src/index.js";

/** The backend of the test that runs. */
export let server: TestServer;

beforeEach(async () => {
  sessionStorage.clear();
  server = await TestServer.start();
});

afterEach(() => server.close());

/** Shows what was thrown to it, and tries again on a click. */
export class Boundary extends Component<{ children: ReactNode }, { error?: MizanError }> {
  override state: { error?: MizanError } = {};

  static getDerivedStateFromError(error: MizanError) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const again = () => this.setState({ error: undefined } as never);
    return (
      <button type="button" onClick={again}>
        failed: {error.code ?? error.message}
      </button>
    );
  }
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

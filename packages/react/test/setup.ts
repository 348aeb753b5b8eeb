import { afterEach } from "vitest";

// Loaded late, as one file has to set the clock before React is.
afterEach(async () => (await import("@testing-library/react")).cleanup());

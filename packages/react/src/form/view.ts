import type { Form, Track } from "@mizan/client/form";
import { useMemo, useState, useSyncExternalStore } from "react";

/** What one component has read of a form. */
interface View {
  track: Track;
  /** Another number when something that was read is another. */
  version: () => number;
}

function createView(): View {
  const seen = new Map<string, { read: () => unknown; value: unknown }>();
  let version = 0;
  return {
    track(topic, read) {
      const value = read();
      seen.set(topic, { read, value });
      return value;
    },
    version() {
      for (const one of seen.values()) {
        const value = one.read();
        if (Object.is(value, one.value)) continue;
        one.value = value;
        version++;
      }
      return version;
    },
  };
}

/**
 * Renders again when something changed that the component has read. What `make` gives is made anew then,
 * so that a compiler which remembers by identity sees it.
 */
export function useView<T>(form: Form, make: (track: Track) => T): T {
  const [view] = useState(createView);
  const version = useSyncExternalStore(form.subscribe, view.version, view.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another view
  return useMemo(() => make(view.track), [view, make, version]);
}

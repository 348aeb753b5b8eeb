import type { Track } from "@mizan/client/form";

/**
 * What one component sees of a form: it is made anew when something is another that was read of it, so that a
 * compiler which remembers by identity sees it.
 */
export function createView<T>(make: (track: Track) => T): () => T {
  const seen = new Map<string, { read: () => unknown; value: unknown }>();
  const track: Track = (topic, read) => {
    const value = read();
    seen.set(topic, { read, value });
    return value;
  };
  let made = make(track);
  return () => {
    if ([...seen.values()].some(({ read, value }) => !Object.is(read(), value))) {
      seen.clear();
      made = make(track);
    }
    return made;
  };
}

/**
 * Positions in the invalidation log (§6): 16 lower-case hex digits, so that their order is that of
 * the text. The empty text stands for "none" and is older than all.
 */
export type Version = string;

/** Whether a value is a version at all. */
export function isVersion(value: unknown): value is Version {
  return typeof value === "string" && /^[0-9a-f]{16}$/.test(value);
}

/** The later of two versions. */
export function later(a: Version, b: Version): Version {
  return a < b ? b : a;
}

/** A version as it came from outside, or "none". */
export function versionOf(value: unknown): Version {
  return isVersion(value) ? value : "";
}

/** The highest version that this tab has seen, kept so that a page from history cannot paint the past. */
export interface Seen {
  version: () => Version;
  raise: (version: Version) => void;
}

export function createSeen(name: string): Seen {
  let highest: Version | undefined;
  const version = () => {
    highest ??= versionOf(stored(name));
    return highest;
  };
  return {
    version,
    raise(next) {
      if (next <= version()) return;
      highest = next;
      stored(name, next);
    },
  };
}

// Storage throws where the person has forbidden it, and is absent outside a page.
function stored(name: string, version?: Version): string | null {
  try {
    if (version) sessionStorage.setItem(name, version);
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

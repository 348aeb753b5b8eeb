/** Whose answers this tab gets: `Mizan-As` (§8), `undefined` until the first answer has said it. */
export type As = string | undefined;

/** What an answer says about the identity: as known, another one from now on, or one of before. */
export type Verdict = "same" | "changed" | "outdated";

/** Follows `Mizan-As` through answers that may overtake each other. */
export interface Identity {
  current: () => As;
  /**
   * Takes note of an answer.
   *
   * @param begun the identity when its request went out
   * @param said its `Mizan-As`, or null where it has none (as a shared cache's answers)
   */
  observe: (begun: As, said: string | null) => Verdict;
}

/** @param current whose the page is, where that is known before the first answer */
export function createIdentity(current?: As): Identity {
  return {
    current: () => current,
    observe(begun, said) {
      if (said === null || said === current) return "same";
      if (begun !== undefined && begun !== current) return "outdated";
      const verdict = current === undefined ? "same" : "changed";
      current = said;
      return verdict;
    },
  };
}

/** Whose answers this tab gets: `Mizan-As` (§8), `undefined` until the first answer has said it. */
export type As = string | undefined;

/** What an answer says about the identity: as known, another one from now on, or one of before. */
export type Verdict = "same" | "changed" | "outdated";

/** Follows `Mizan-As` through answers that may overtake each other. */
export class Identity {
  #as: As;

  get as(): As {
    return this.#as;
  }

  /**
   * Takes note of an answer.
   *
   * @param begun the identity when its request went out
   * @param said its `Mizan-As`, or null where it has none (the answers of public contexts)
   */
  observe(begun: As, said: string | null): Verdict {
    if (said === null || said === this.#as) return "same";
    if (begun !== undefined && begun !== this.#as) return "outdated";
    const first = this.#as === undefined;
    this.#as = said;
    return first ? "same" : "changed";
  }
}

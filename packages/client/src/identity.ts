/** Whose answers this tab gets: `Mizan-As` (§8), `undefined` until the first answer has said it. */
export type As = string | undefined;

/** What an answer says about the identity: as known, another one from now on, or one of before. */
export type Verdict = "same" | "changed" | "outdated";

/**
 * Judges an answer, of those that may overtake each other.
 *
 * @param begun the identity when its request went out
 * @param current the identity now
 * @param said its `Mizan-As`, or null where it has none (as a shared cache's answers)
 */
export function verdictOf(begun: As, current: As, said: string | null): Verdict {
  if (said === null || said === current) return "same";
  return said === begun ? "outdated" : "changed";
}

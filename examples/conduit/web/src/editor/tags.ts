/** The tags with one more at the end: without outer spaces, and only if it says something new. */
export function withTag(tags: string[], typed: string): string[] {
  const tag = typed.trim();
  return tag === "" || tags.includes(tag) ? tags : [...tags, tag];
}

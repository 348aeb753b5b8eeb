/** Where a user's profile is. */
export function profilePath(username: string): string {
  return `/profile/${encodeURIComponent(username)}`;
}

/** Where an article is. */
export function articlePath(slug: string): string {
  return `/article/${encodeURIComponent(slug)}`;
}

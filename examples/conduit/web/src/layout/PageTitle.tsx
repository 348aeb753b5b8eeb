/** What the browser's tab says: the page, then the site. */
export function PageTitle({ children }: { children?: string }) {
  return <title>{children ? `${children} — Conduit` : "Conduit"}</title>;
}

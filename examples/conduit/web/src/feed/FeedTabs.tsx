import { Link } from "react-router";

/** One list that a page offers. */
export interface FeedTab {
  name: string;
  to: string;
  active: boolean;
}

/** The lists that a page offers, as tabs. */
export function FeedTabs({ tabs }: { tabs: FeedTab[] }) {
  return (
    <ul className="nav nav-pills outline-active">
      {tabs.map(({ name, to, active }) => (
        <li key={to} className="nav-item">
          <Link
            className={`nav-link${active ? " active" : ""}`}
            aria-current={active ? "page" : undefined}
            to={to}
          >
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

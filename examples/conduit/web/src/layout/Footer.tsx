import { Link } from "react-router";

/** The last lines of every page. */
export function Footer() {
  return (
    <footer>
      <div className="container">
        <Link className="logo-font" to="/">
          conduit
        </Link>
        <span className="attribution">A place to share your knowledge, built with Mizan.</span>
      </div>
    </footer>
  );
}

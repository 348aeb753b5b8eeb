import { Link } from "react-router";
import { PageTitle } from "../layout/PageTitle";

/** What an address shows that has nothing. */
export function NotFoundPage() {
  return (
    <div className="not-found-page">
      <PageTitle>Not found</PageTitle>
      <div className="container page">
        <h1>There is nothing here</h1>
        <p className="quiet">The page may have been removed, or its address mistyped.</p>
        <Link className="btn btn-primary" to="/">
          Back to the articles
        </Link>
      </div>
    </div>
  );
}

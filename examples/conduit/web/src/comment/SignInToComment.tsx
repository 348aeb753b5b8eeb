import { Link } from "react-router";

/** In place of the form for whoever is signed out. */
export function SignInToComment() {
  return (
    <p className="sign-in-to-comment">
      <Link to="/login">Sign in</Link> or <Link to="/register">sign up</Link> to add comments on
      this article.
    </p>
  );
}

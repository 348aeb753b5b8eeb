import { MizanErrorBoundary } from "@mizan/react";
import { Suspense } from "react";
import { Link, NavLink, useLocation } from "react-router";
import { useCurrentUser } from "../mizan";
import { Avatar } from "./Avatar";
import { profilePath } from "./path";

/** The navigation bar: who is signed in decides what it offers, and nothing is guessed where that is not known. */
export function Header() {
  const { key } = useLocation();
  return (
    <nav className="navbar" aria-label="Main">
      <div className="container">
        <Link className="navbar-brand" to="/">
          conduit
        </Link>
        <ul className="nav navbar-nav">
          <NavItem to="/">Home</NavItem>
          <MizanErrorBoundary
            resetKey={key}
            fallback={(_, retry) => (
              <li className="nav-item">
                <button type="button" className="nav-link" onClick={retry}>
                  Try again
                </button>
              </li>
            )}
          >
            <Suspense fallback={<li className="nav-pending" aria-hidden="true" />}>
              <AccountItems />
            </Suspense>
          </MizanErrorBoundary>
        </ul>
      </div>
    </nav>
  );
}

function AccountItems() {
  const user = useCurrentUser();
  if (!user) return <SignedOutItems />;
  return (
    <>
      <NavItem to="/editor">
        <i className="ion-compose" aria-hidden="true" /> New Article
      </NavItem>
      <NavItem to="/settings">
        <i className="ion-gear-a" aria-hidden="true" /> Settings
      </NavItem>
      <NavItem to={profilePath(user.username)}>
        <Avatar className="user-pic" image={user.image} />
        <span className="user-name">{user.username}</span>
      </NavItem>
    </>
  );
}

function SignedOutItems() {
  return (
    <>
      <NavItem to="/login">Sign in</NavItem>
      <NavItem to="/register">Sign up</NavItem>
    </>
  );
}

function NavItem({ to, children }: { to: string; children: React.ReactNode }) {
  return (
    <li className="nav-item">
      <NavLink className="nav-link" to={to} end>
        {children}
      </NavLink>
    </li>
  );
}

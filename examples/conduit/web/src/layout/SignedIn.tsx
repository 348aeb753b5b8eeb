import type { ReactNode } from "react";
import { Navigate } from "react-router";
import { type User, useCurrentUser } from "../mizan";

/** What only a signed-in user sees; whoever is signed out goes to sign in. */
export function SignedIn({ children }: { children: (user: User) => ReactNode }) {
  const user = useCurrentUser();
  return user ? children(user) : <Navigate to="/login" replace />;
}

import type { ReactNode } from "react";
import { Link } from "react-router";
import { Avatar } from "../layout/Avatar";
import { PageTitle } from "../layout/PageTitle";
import { useProfileDetail } from "../mizan";
import { FollowButton } from "./FollowButton";

/** The user of the `ProfileProvider` around it; `children` follow below. */
export function ProfileView({ children }: { children: ReactNode }) {
  const profile = useProfileDetail();
  return (
    <>
      <PageTitle>{profile.username}</PageTitle>
      <div className="user-info">
        <div className="container">
          <Avatar className="user-img" image={profile.image} />
          <h4>{profile.username}</h4>
          {profile.bio && <p>{profile.bio}</p>}
          {profile.own ? (
            <Link className="btn btn-sm btn-outline-secondary" to="/settings">
              <i className="ion-gear-a" aria-hidden="true" /> Edit Profile Settings
            </Link>
          ) : (
            <FollowButton user={profile} />
          )}
        </div>
      </div>
      {children}
    </>
  );
}

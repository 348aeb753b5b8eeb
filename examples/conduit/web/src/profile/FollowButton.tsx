import { useNavigate } from "react-router";
import { Problem } from "../form/Problem";
import { type Author, useCurrentUser, useFollowUser } from "../mizan";

/** Follows a user, or no longer; whoever is signed out goes to sign in. */
export function FollowButton({ user }: { user: Pick<Author, "username" | "following"> }) {
  const { username, following } = user;
  const reader = useCurrentUser();
  const navigate = useNavigate();
  const { mutate, pending, error } = useFollowUser();

  function toggle() {
    if (!reader) navigate("/login");
    else mutate({ username, following: !following });
  }

  return (
    <span className="follow">
      <button
        type="button"
        className={`btn btn-sm action-btn ${following ? "btn-secondary" : "btn-outline-secondary"}`}
        disabled={pending}
        onClick={toggle}
      >
        <i className={following ? "ion-checkmark" : "ion-plus-round"} aria-hidden="true" />{" "}
        {following ? "Unfollow" : "Follow"} {username}
      </button>
      <Problem error={error} />
    </span>
  );
}

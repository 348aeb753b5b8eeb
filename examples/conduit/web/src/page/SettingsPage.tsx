import { Navigate, useNavigate } from "react-router";
import { Problem } from "../form/Problem";
import { PageTitle } from "../layout/PageTitle";
import { useCurrentUser, useSignOut } from "../mizan";

/** `/settings`: for the signed-in user only. */
export function SettingsPage() {
  const user = useCurrentUser();
  const navigate = useNavigate();
  const { mutate, pending, error } = useSignOut();

  if (!user) return <Navigate to="/login" replace />;
  return (
    <div className="settings-page">
      <PageTitle>Settings</PageTitle>
      <div className="container page">
        <h1>Your Settings</h1>
        <p className="quiet">
          Signed in as <strong>{user.username}</strong> ({user.email}).
        </p>
        <button
          type="button"
          className="btn btn-outline-danger"
          disabled={pending}
          onClick={() =>
            mutate().then(
              () => navigate("/"),
              () => {}, // `error` has it
            )
          }
        >
          Or click here to logout.
        </button>
        <Problem error={error} />
      </div>
    </div>
  );
}

import { useNavigate } from "react-router";
import { Problem } from "../form/Problem";
import { useSignOut } from "../mizan";

/** Signs out and leads home. */
export function LogoutButton() {
  const navigate = useNavigate();
  const { mutate, pending, error } = useSignOut();

  function signOut() {
    mutate().then(
      () => navigate("/"),
      () => {}, // `error` has it
    );
  }

  return (
    <>
      <button type="button" className="btn btn-outline-danger" disabled={pending} onClick={signOut}>
        Or click here to logout.
      </button>
      <Problem error={error} />
    </>
  );
}

import { PageTitle } from "../layout/PageTitle";
import { SignedIn } from "../layout/SignedIn";
import { LogoutButton } from "../settings/LogoutButton";
import { SettingsForm } from "../settings/SettingsForm";

/** `/settings`: for the signed-in user only. */
export function SettingsPage() {
  return (
    <SignedIn>
      {(user) => (
        <div className="settings-page">
          <PageTitle>Settings</PageTitle>
          <div className="container page">
            <h1>Your Settings</h1>
            <SettingsForm user={user} />
            <hr />
            <LogoutButton />
          </div>
        </div>
      )}
    </SignedIn>
  );
}

import { useParams, useSearchParams } from "react-router";
import { Feed } from "../feed/Feed";
import { FeedTabs } from "../feed/FeedTabs";
import { pageIn } from "../feed/page";
import { Part } from "../layout/Part";
import { profilePath } from "../layout/path";
import { ArticlesProvider, ProfileProvider } from "../mizan";
import { ProfileView } from "../profile/ProfileView";

/**
 * `/profile/:username` and `/profile/:username/favorites`: a user, and what they wrote or like.
 *
 * Both providers begin to read at once, though the list is shown only below a user who exists.
 */
export function ProfilePage({ list }: { list: "written" | "favorited" }) {
  const { username = "" } = useParams();
  const [search] = useSearchParams();
  const home = profilePath(username);
  const written = list === "written";
  const filter = {
    tag: null,
    author: written ? username : null,
    favorited: written ? null : username,
  };
  return (
    <div className="profile-page">
      <ProfileProvider key={username} username={username}>
        <ArticlesProvider {...filter} page={pageIn(search)}>
          <Part fallback={<div className="user-info" />}>
            <ProfileView>
              <div className="container page">
                <div className="articles-toggle">
                  <FeedTabs
                    tabs={[
                      { name: "My Articles", to: home, active: written },
                      { name: "Favorited Articles", to: `${home}/favorites`, active: !written },
                    ]}
                  />
                </div>
                <Feed {...filter} />
              </div>
            </ProfileView>
          </Part>
        </ArticlesProvider>
      </ProfileProvider>
    </div>
  );
}

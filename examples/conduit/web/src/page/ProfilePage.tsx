import { useParams } from "react-router";
import { Feed } from "../feed/Feed";
import { FeedTabs } from "../feed/FeedTabs";
import { PageTitle } from "../layout/PageTitle";
import { Part } from "../layout/Part";
import { UserInfo } from "../profile/UserInfo";

/** `/profile/:username` and `/profile/:username/favorites`: what a user wrote, what a user likes. */
export function ProfilePage({ list }: { list: "written" | "favorited" }) {
  const { username = "" } = useParams();
  const home = `/profile/${encodeURIComponent(username)}`;
  const written = list === "written";
  return (
    <div className="profile-page">
      <PageTitle>{username}</PageTitle>
      <Part fallback={<div className="user-info" />}>
        <UserInfo username={username} />
      </Part>
      <div className="container page">
        <div className="articles-toggle">
          <FeedTabs
            tabs={[
              { name: "My Articles", to: home, active: written },
              { name: "Favorited Articles", to: `${home}/favorites`, active: !written },
            ]}
          />
        </div>
        <Feed
          author={written ? username : null}
          favorited={written ? null : username}
          empty="No articles are here... yet."
        />
      </div>
    </div>
  );
}

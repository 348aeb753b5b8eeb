import { Link } from "react-router";
import { Avatar } from "../layout/Avatar";
import { useArticlesPage, useCurrentUser } from "../mizan";

/** Who a user is, as far as their articles say. */
export function UserInfo({ username }: { username: string }) {
  const user = useCurrentUser();
  const { articles } = useArticlesPage({ author: username, page: 1 });
  const own = user?.username === username;
  const person = own ? user : articles[0]?.author;
  return (
    <div className="user-info">
      <div className="container">
        <Avatar className="user-img" image={person?.image ?? null} />
        <h4>{username}</h4>
        {person?.bio && <p>{person.bio}</p>}
        {own && (
          <Link className="btn btn-sm btn-outline-secondary" to="/settings">
            <i className="ion-gear-a" aria-hidden="true" /> Edit Profile Settings
          </Link>
        )}
      </div>
    </div>
  );
}

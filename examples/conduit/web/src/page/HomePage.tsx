import { Link, useParams, useSearchParams } from "react-router";
import { Feed } from "../feed/Feed";
import { FeedTabs } from "../feed/FeedTabs";
import { HomeTabs } from "../feed/HomeTabs";
import { PopularTags } from "../feed/PopularTags";
import { PageTitle } from "../layout/PageTitle";
import { Part } from "../layout/Part";
import { SignedIn } from "../layout/SignedIn";

const FEED_IS_EMPTY = (
  <>
    Your feed is empty. Follow people whose articles you like, and what they write is here.{" "}
    <Link to="/">See the Global Feed</Link>
  </>
);

/** `/`, `/?feed=following` and `/tag/:tag`: the articles of everyone, of those whom the reader follows, or of a tag. */
export function HomePage() {
  const { tag } = useParams();
  const [search] = useSearchParams();
  const following = tag === undefined && search.get("feed") === "following";
  return (
    <div className="home-page">
      <PageTitle>{titleOf(tag, following)}</PageTitle>
      <div className="banner">
        <div className="container">
          <h1 className="logo-font">conduit</h1>
          <p>A place to share your knowledge.</p>
        </div>
      </div>
      <div className="container page">
        <div className="row">
          <div className="col-md-9">
            <div className="feed-toggle">
              <Part fallback={<FeedTabs tabs={[]} />}>
                <HomeTabs following={following} tag={tag} />
              </Part>
            </div>
            {following ? (
              <SignedIn>{() => <Feed following empty={FEED_IS_EMPTY} />}</SignedIn>
            ) : (
              <Feed tag={tag ?? null} />
            )}
          </div>
          <div className="col-md-3">
            <PopularTags />
          </div>
        </div>
      </div>
    </div>
  );
}

function titleOf(tag: string | undefined, following: boolean): string {
  if (tag !== undefined) return `#${tag}`;
  return following ? "Your Feed" : "Home";
}

import { useParams } from "react-router";
import { Feed } from "../feed/Feed";
import { type FeedTab, FeedTabs } from "../feed/FeedTabs";
import { PopularTags } from "../feed/PopularTags";
import { PageTitle } from "../layout/PageTitle";

/** `/` and `/tag/:tag`: the articles of everyone, or of a tag. */
export function HomePage() {
  const { tag } = useParams();
  const tabs: FeedTab[] = [{ name: "Global Feed", to: "/", active: tag === undefined }];
  if (tag !== undefined) {
    tabs.push({ name: tag, to: `/tag/${encodeURIComponent(tag)}`, active: true });
  }
  return (
    <div className="home-page">
      <PageTitle>{tag === undefined ? "Home" : `#${tag}`}</PageTitle>
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
              <FeedTabs tabs={tabs} />
            </div>
            <Feed tag={tag ?? null} empty="No articles are here... yet." />
          </div>
          <div className="col-md-3">
            <PopularTags />
          </div>
        </div>
      </div>
    </div>
  );
}

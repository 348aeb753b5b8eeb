import { PageTitle } from "../layout/PageTitle";
import { Skeleton } from "../layout/Skeleton";

/** The shape of an article before it is there. */
export function ArticleSkeleton() {
  return (
    <>
      <PageTitle />
      <div className="banner">
        <div className="container banner-space" />
      </div>
      <div className="container page">
        <Skeleton label="Loading the article…" lines={8} />
      </div>
    </>
  );
}

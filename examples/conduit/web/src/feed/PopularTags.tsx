import { Link } from "react-router";
import { Part } from "../layout/Part";
import { Skeleton } from "../layout/Skeleton";
import { usePopularTags } from "../mizan";

/** The sidebar of the home page. */
export function PopularTags() {
  return (
    <aside className="sidebar" aria-labelledby="popular-tags">
      <p id="popular-tags">Popular Tags</p>
      <Part fallback={<Skeleton label="Loading tags…" lines={3} />}>
        <Tags />
      </Part>
    </aside>
  );
}

function Tags() {
  const tags = usePopularTags();
  if (tags.length === 0) return <p className="quiet">No tags yet.</p>;
  return (
    <div className="tag-list">
      {tags.map((tag) => (
        <Link key={tag} className="tag-pill tag-default" to={`/tag/${encodeURIComponent(tag)}`}>
          {tag}
        </Link>
      ))}
    </div>
  );
}

import { useNavigate } from "react-router";
import { Problem } from "../form/Problem";
import { type ArticlePreview, useCurrentUser, useFavoriteArticle } from "../mizan";

interface FavoriteButtonProps {
  article: Pick<ArticlePreview, "slug" | "title" | "favorited" | "favorites">;
  /** Only the heart and the count, for a list. */
  compact?: boolean;
}

/** Makes an article a favourite, or no longer; whoever is signed out goes to sign in. */
export function FavoriteButton({ article, compact = false }: FavoriteButtonProps) {
  const { slug, title, favorited, favorites } = article;
  const user = useCurrentUser();
  const navigate = useNavigate();
  const { mutate, pending, error } = useFavoriteArticle();

  function toggle() {
    if (!user) navigate("/login");
    else mutate({ slug, favorited: !favorited });
  }

  return (
    <span className="favorite">
      <button
        type="button"
        className={`btn btn-sm ${favorited ? "btn-primary" : "btn-outline-primary"}`}
        aria-label={compact ? `Favorite ${title}: ${favorites}` : undefined}
        aria-pressed={favorited}
        disabled={pending}
        onClick={toggle}
      >
        <i className="ion-heart" aria-hidden="true" />{" "}
        {compact ? favorites : <Words favorited={favorited} favorites={favorites} />}
      </button>
      <Problem error={error} />
    </span>
  );
}

function Words({ favorited, favorites }: { favorited: boolean; favorites: number }) {
  return (
    <>
      {favorited ? "Unfavorite Article" : "Favorite Article"}{" "}
      <span className="counter">({favorites})</span>
    </>
  );
}

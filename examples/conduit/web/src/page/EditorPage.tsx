import { useParams } from "react-router";
import { ArticleForm } from "../editor/ArticleForm";
import { EditedArticle } from "../editor/EditedArticle";
import { PageTitle } from "../layout/PageTitle";
import { Part } from "../layout/Part";
import { SignedIn } from "../layout/SignedIn";
import { Skeleton } from "../layout/Skeleton";

/** `/editor` and `/editor/:slug`: for the signed-in user only. */
export function EditorPage() {
  const { slug } = useParams();
  const title = slug === undefined ? "New Article" : "Edit Article";
  return (
    <SignedIn>
      {() => (
        <div className="editor-page">
          <PageTitle>{title}</PageTitle>
          <div className="container page">
            <Part fallback={<Skeleton label="Loading the article…" lines={8} />}>
              <h1>{title}</h1>
              {slug === undefined ? <ArticleForm /> : <EditedArticle key={slug} slug={slug} />}
            </Part>
          </div>
        </div>
      )}
    </SignedIn>
  );
}

import { useSearchParams } from "react-router";
import { pagesToOffer, withPage } from "./page";

/** The pages of a list of `total` articles; nothing where one page holds them all. */
export function Pagination({ page, total }: { page: number; total: number }) {
  const [, setSearch] = useSearchParams();
  const pages = pagesToOffer(total, page);
  if (pages.length === 0) return null;
  return (
    <nav aria-label="Pages">
      <ul className="pagination">
        {pages.map((number, index) => {
          const skips = index > 0 && pages[index - 1] !== number - 1;
          const current = number === page;
          return (
            <li
              key={number}
              className={`page-item${current ? " active" : ""}${skips ? " page-gap" : ""}`}
            >
              <button
                type="button"
                className="page-link"
                aria-label={`Page ${number}`}
                aria-current={current ? "page" : undefined}
                onClick={() => setSearch((search) => withPage(search, number))}
              >
                {number}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

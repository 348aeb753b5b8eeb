import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { answer, done, quiet, refused } from "../../client/test/server.js";
import { createMizan, MizanProvider, mizanCall, prefetch } from "../src/index.js";
import { useArticlesPage, useArticlesPageInfinite, useCurrentUser } from "./generated/index.js";
import { server, show } from "./page.js";

/** Lists of 5 entries, 2 a page; a tag is a list of its own. */
function articles() {
  let entries = [1, 2, 3, 4, 5];
  server.on("ctx/articles/", ({ path }) => {
    const query = new URLSearchParams(path.split("?")[1]);
    const begin = (Number(query.get("page")) - 1) * 2;
    const page = entries.slice(begin, begin + 2).map((entry) => (query.get("tag") ?? "") + entry);
    return answer({ articles_page: page }, 2);
  });
  server.on("touch", ({ body }) => done(null, body.args?.items as unknown[], 2));
  return { set: (next: number[]) => (entries = next) };
}

function List() {
  const [tag, setTag] = useState<string | null>(null);
  const { pages, hasMore, loadMore, pending, error } = useArticlesPageInfinite({ tag });
  return (
    <>
      <button type="button" onClick={() => setTag("t")}>
        tag
      </button>
      <button type="button" onClick={loadMore}>
        more
      </button>
      <p>
        {pages.flat().join()} {pending ? "pending" : hasMore ? "more" : "end"} {error?.code}
      </p>
    </>
  );
}

const more = () => fireEvent.click(screen.getByText("more", { selector: "button" }));
const paths = () => server.of("ctx/articles/").map(({ path }) => path.split("?")[1]);

test("pages come one after another until there are no more, each read once", async () => {
  articles();
  show(<List />);
  await screen.findByText("1,2 more");
  more();
  more();
  await screen.findByText("1,2,3,4 more");
  more();
  await screen.findByText("1,2,3,4,5 end");
  more();
  await quiet();
  expect(paths()).toEqual(["page=1", "page=2", "page=3"]);
});

test("an item of one page has that page alone read again, in its place", async () => {
  const { set } = articles();
  show(<List />);
  await screen.findByText("1,2 more");
  more();
  await screen.findByText("1,2,3,4 more");
  set([1, 2, 30, 40, 5]);
  await act(() => mizanCall("touch", { items: [{ context: "articles", params: { page: 2 } }] }));
  await screen.findByText("1,2,30,40 more");
  expect(paths()).toEqual(["page=1", "page=2", "page=2"]);
});

test("other params begin a new list, and the old one is there again at once", async () => {
  articles();
  show(<List />);
  await screen.findByText("1,2 more");
  more();
  await screen.findByText("1,2,3,4 more");
  fireEvent.click(screen.getByText("tag"));
  await screen.findByText("t1,t2 more");
  expect(paths()).toEqual(["page=1", "page=2", "page=1&tag=t"]);
});

test("a page that failed keeps those before it, and is asked for again", async () => {
  articles();
  show(<List />);
  await screen.findByText("1,2 more");
  server.on("ctx/articles/", () => refused(403, "forbidden"));
  more();
  await screen.findByText("1,2 more forbidden");
  articles();
  more();
  await screen.findByText("1,2,3,4 more");
  expect(paths()).toEqual(["page=1", "page=2", "page=2"]);
});

test("the end of a list is told by its total where it has one, or as one says", async () => {
  const rows = (count: number, total?: number) => ({ rows: Array(count).fill(0), total });
  const one = { pages: [rows(2, 5)], more: true };
  const two = { pages: [rows(2, 3), rows(1, 3)], more: false };
  const none = { pages: [rows(0)], more: false };
  const full = { pages: [rows(2), rows(2)], more: true };
  const own = { pages: [rows(0)], more: true, hasMore: () => true };
  for (const [step, { pages, more: wanted, hasMore }] of [one, two, none, full, own]
    .map((each) => ({ hasMore: undefined, ...each }))
    .entries()) {
    server.on("ctx/articles/", ({ path }) => {
      const page = Number(new URLSearchParams(path.split("?")[1]).get("page"));
      return answer({ articles_page: pages[page - 1] }, 1);
    });
    function Case() {
      const options = hasMore ? { hasMore } : {};
      const list = useArticlesPageInfinite({ tag: `${step}` }, options);
      if (!list.pending && list.pages.length < pages.length) setTimeout(list.loadMore);
      const all = list.pages.length === pages.length;
      return <p>{all && `${step}: ${list.hasMore}`}</p>;
    }
    const { unmount } = show(<Case />);
    await screen.findByText(`${step}: ${wanted}`);
    unmount();
  }
});

test("what was prefetched is there without a fallback, and is not read again", async () => {
  articles();
  const Page = () => <p>{useArticlesPage({ page: 2 }).join()}</p>;
  const mizan = createMizan({ baseUrl: server.baseUrl });
  await prefetch(useArticlesPage, { page: 2 });
  await prefetch(useArticlesPage, { page: 2 });
  const { container } = show(
    <MizanProvider mizan={mizan}>
      <Page />
    </MizanProvider>,
  );
  expect(container.textContent).toBe("3,4");
  await quiet();
  expect(paths()).toEqual(["page=2"]);
});

test("a prefetch that fails is the hook's to tell", async () => {
  server.on("ctx/global/", () => refused(403, "forbidden"));
  const mizan = createMizan({ baseUrl: server.baseUrl });
  await prefetch(useCurrentUser);
  const User = () => <p>{useCurrentUser()?.name}</p>;
  show(
    <MizanProvider mizan={mizan}>
      <User />
    </MizanProvider>,
  );
  await screen.findByText("failed: forbidden");
});

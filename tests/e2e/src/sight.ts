/** Watches whether words come onto the page, however shortly. */
import type { Page } from "playwright-core";

interface Watched {
  page: Page;
}

/** Begins to watch for the words. A load of the page ends the watch. */
export async function watchFor({ page }: Watched, words: string): Promise<void> {
  await page.evaluate((words) => {
    const look = () => {
      if (document.body.textContent?.includes(words)) document.body.dataset.seen = "yes";
    };
    document.body.dataset.seen = "no";
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    look();
  }, words);
}

/** Whether the words were on the page at any time since {@link watchFor}. */
export async function wasSeen({ page }: Watched): Promise<boolean> {
  const seen = await page.evaluate(() => document.body.dataset.seen);
  if (seen === undefined) throw new Error("the page was loaded anew: nothing is watched");
  return seen === "yes";
}

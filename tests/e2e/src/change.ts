/**
 * Watches which parts of a page change.
 *
 * Two witnesses: a MutationObserver over the whole document, and the nodes themselves, which must be the same objects
 * before and after. What is re-made with equal content fails the second; what is touched in place fails the first.
 */
import type { Page } from "playwright-core";

/** What happened to a page since {@link watchChanges}. */
export interface Changes {
  /** Nodes that changed, as short descriptions, outside the parts that may. */
  elsewhere: string[];
  /** How many mutations there were inside the parts that may change. */
  inside: number;
  /** Watched nodes that are no longer in the document. */
  gone: string[];
}

interface Watch {
  observer: MutationObserver;
  elsewhere: string[];
  inside: number;
  nodes: { element: Element; is: string }[];
}

declare global {
  interface Window {
    conduitWatch?: Watch;
  }
}

/**
 * Begins to watch.
 *
 * @param may what may change: a selector of the elements in which anything may, and which may come and go
 * @param keep a selector of the elements that must stay the same nodes
 */
export async function watchChanges(page: Page, may: string, keep: string): Promise<void> {
  await page.evaluate(
    ({ may, keep }) => {
      const is = (node: Node): string => {
        const element = node instanceof Element ? node : node.parentElement;
        return element ? `${element.tagName.toLowerCase()}.${element.getAttribute("class")}` : "?";
      };
      const within = (node: Node): boolean => {
        const element = node instanceof Element ? node : node.parentElement;
        return Boolean(element?.closest(may));
      };
      const comesAndGoes = (record: MutationRecord): boolean => {
        const nodes = [...record.addedNodes, ...record.removedNodes];
        return (
          nodes.length > 0 && nodes.every((node) => node instanceof Element && node.matches(may))
        );
      };
      const watch: Watch = {
        elsewhere: [],
        inside: 0,
        nodes: [...document.querySelectorAll(keep)].map((element) => ({
          element,
          is: is(element),
        })),
        observer: new MutationObserver((records) => {
          for (const record of records) {
            if (within(record.target) || comesAndGoes(record)) watch.inside += 1;
            else
              watch.elsewhere.push(
                `${record.type} ${record.attributeName ?? ""} in ${is(record.target)}`,
              );
          }
        }),
      };
      watch.observer.observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      window.conduitWatch = watch;
    },
    { may, keep },
  );
}

/** Ends the watch and tells what happened. */
export async function changesOf(page: Page): Promise<Changes> {
  return page.evaluate(() => {
    const watch = window.conduitWatch;
    if (!watch) throw new Error("the page was loaded anew: nothing is watched");
    watch.observer.disconnect();
    delete window.conduitWatch;
    const gone = watch.nodes.filter(({ element }) => !element.isConnected).map(({ is }) => is);
    return { elsewhere: watch.elsewhere, inside: watch.inside, gone };
  });
}

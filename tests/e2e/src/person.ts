/** One person with a browser profile of their own, and what a person does on Conduit. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Server } from "./server";
import { Traffic } from "./traffic";

const SHOTS = resolve(import.meta.dirname, "../../../test-results");

/** What it takes to sign in. */
export interface Account {
  username: string;
  email: string;
  password: string;
}

/** How somebody comes: with which screen, and with which browser. */
export interface Arrival {
  /** CSS pixels; 1280 unless given. */
  width?: number;
  /** Whether pages run scripts; they do unless it is said. */
  javaScript?: boolean;
}

let count = 0;

/** An account that nobody has yet. */
export function newAccount(name = "reader"): Account {
  count += 1;
  const username = `${name}-${process.pid}-${count}`;
  return { username, email: `${username}@example.com`, password: "correct horse battery" };
}

/** The text of the one element that matches, trimmed. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent())?.trim() ?? "";
}

export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly server: Server;
  readonly traffic: Traffic;
  /** What went wrong unseen: exceptions, errors on the console, requests to other hosts. */
  readonly problems: string[] = [];
  /** Whether its pages run scripts. */
  readonly #runs: boolean;

  private constructor(page: Page, context: BrowserContext, server: Server, runs: boolean) {
    this.#runs = runs;
    this.page = page;
    this.context = context;
    this.server = server;
    this.traffic = new Traffic(page);
    page.on("pageerror", (error) => this.problems.push(`exception: ${error.message}`));
    page.on("console", (message) => {
      // A refused call is a 4xx on purpose, and Chromium logs each.
      const refused = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !refused) this.problems.push(`console: ${message.text()}`);
    });
  }

  static async arrive(browser: Browser, server: Server, how: Arrival = {}): Promise<Person> {
    const { width = 1280, javaScript = true } = how;
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      javaScriptEnabled: javaScript,
    });
    const page = await context.newPage();
    const person = new Person(page, context, server, javaScript);
    await context.route(
      (url) => url.origin !== server.origin,
      (route) => {
        person.problems.push(`asked another host: ${route.request().url()}`);
        return route.abort();
      },
    );
    return person;
  }

  /** Loads a page by its address, as from a bookmark. */
  async open(path: string): Promise<void> {
    await this.#load(() => this.page.goto(`${this.server.origin}${path}`));
  }

  async reload(): Promise<void> {
    await this.#load(() => this.page.reload());
  }

  /** Every page reads who is signed in, so a page that has not asked for that has not begun. */
  async #load(navigate: () => Promise<unknown>): Promise<void> {
    if (!this.#runs) return void (await navigate());
    const begun = this.page.waitForResponse((response) => response.url().includes("/ctx/global/"));
    await Promise.all([begun, navigate()]);
    await this.settle();
  }

  /** Waits until the page asks for nothing more and has painted what it got. */
  async settle(): Promise<void> {
    if (!this.#runs) return this.page.waitForLoadState();
    await this.traffic.quiet();
    await this.page.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
  }

  /** The path and query of the address. */
  get path(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  find(selector: string): Locator {
    return this.page.locator(selector);
  }

  /** The texts of all that match, trimmed. */
  async texts(selector: string): Promise<string[]> {
    return (await this.find(selector).allInnerTexts()).map((text) => text.trim());
  }

  async signUp(account: Account): Promise<void> {
    await this.open("/register");
    await this.fillAndSubmit({ ...account });
    await this.page.waitForURL(`${this.server.origin}/`);
    await this.settle();
  }

  async signIn({ email, password }: Pick<Account, "email" | "password">): Promise<void> {
    await this.open("/login");
    await this.fillAndSubmit({ email, password });
    await this.page.waitForURL(`${this.server.origin}/`);
    await this.settle();
  }

  async signOut(): Promise<void> {
    await this.find('.nav-link[href="/settings"]').click();
    await this.find("button.btn-outline-danger").click();
    await this.page.waitForURL(`${this.server.origin}/`);
    await this.settle();
  }

  /** Fills inputs by their names and submits. */
  async fillAndSubmit(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      await this.find(`.auth-page input[name="${name}"]`).fill(value);
    }
    await this.find('.auth-page button[type="submit"]').click();
    await this.settle();
  }

  /** Opens the article at a place of the home page's list, through its link. */
  async openArticle(place: number): Promise<string> {
    await this.open("/");
    const link = this.find(".article-preview a.preview-link").nth(place);
    const href = await link.getAttribute("href");
    await link.click();
    await this.find(".article-page .article-content").waitFor();
    await this.settle();
    return href ?? "";
  }

  async comment(text: string): Promise<void> {
    await this.find('textarea[placeholder="Write a comment..."]').fill(text);
    await this.page.getByRole("button", { name: "Post Comment" }).click();
  }

  /** The card of a comment by its text. */
  card(text: string): Locator {
    return this.page.locator(".card:not(.comment-form)", { hasText: text });
  }

  /** Calls a server function from the page, past what its buttons offer. */
  async call(fn: string, args: object): Promise<{ status: number; code: string | null }> {
    return this.page.evaluate(
      async ({ fn, args }) => {
        const session = await fetch("/api/mizan/session/");
        const { csrf } = await session.json();
        const response = await fetch("/api/mizan/call/", {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
          body: JSON.stringify({ fn, args }),
        });
        const body = await response.json();
        return { status: response.status, code: body.error?.code ?? null };
      },
      { fn, args },
    );
  }

  /** Keeps what the page looks like, for whoever reads of a failed test. */
  async photograph(name: string): Promise<void> {
    await mkdir(SHOTS, { recursive: true });
    const file = name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
    await this.page.screenshot({ path: join(SHOTS, `${file}.png`), fullPage: true });
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

/** What an author does: fills the editor and publishes. */
import type { Locator } from "playwright-core";
import type { Person } from "./person";

/** What an article is written as. */
export interface Draft {
  title: string;
  description: string;
  body: string;
  tags: string[];
}

/** The tags that the editor has so far. */
export function editorTags(person: Person): Locator {
  return person.find(".editor-page .tag-list .tag-pill");
}

/** Types into the open editor what the draft has; each tag ends with Enter. */
export async function fillEditor(person: Person, draft: Partial<Draft>): Promise<void> {
  const { tags = [], ...fields } = draft;
  for (const [name, value] of Object.entries(fields)) {
    await person.find(`:is(input, textarea)[name="${name}"]`).fill(value);
  }
  for (const tag of tags) {
    await person.find('input[placeholder="Enter tags"]').fill(tag);
    await person.find('input[placeholder="Enter tags"]').press("Enter");
  }
}

export async function pressPublish(person: Person): Promise<void> {
  await person.page.getByRole("button", { name: "Publish Article" }).click();
}

/** Writes an article from the header's link on and returns its address. */
export async function write(person: Person, draft: Draft): Promise<string> {
  await person.find('nav.navbar a.nav-link[href="/editor"]').click();
  await fillEditor(person, draft);
  await pressPublish(person);
  await person.find(".article-page .article-content").waitFor();
  await person.settle();
  return person.path;
}

/** Replaces what the fields of the settings hold and submits. */
export async function changeSettings(
  person: Person,
  values: Record<string, string>,
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await person.find(`.settings-page :is(input, textarea)[name="${name}"]`).fill(value);
  }
  await person.find('.settings-page button[type="submit"]').click();
}

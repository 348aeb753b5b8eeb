/** What a person does with a form, with or without JavaScript. */

import { expect } from "vitest";
import type { Person } from "./person";

/** What has the focus: its name, or else its text. */
export async function focused(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("name") || element?.textContent?.trim() || "";
  });
}

export async function value(person: Person, name: string): Promise<string> {
  return person.find(`main [name="${name}"]`).inputValue();
}

/** Fills fields of the form on the page by their names and presses its button. */
export async function send(person: Person, values: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(values)) {
    await person.find(`main [name="${name}"]`).fill(text);
  }
  await person.find('main button[type="submit"]').click();
  await person.settle();
}

/** A picture of one point, with as many bytes after it as are wanted. */
export function picture(bytes = 0) {
  const dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const content = Buffer.from(dot, "base64");
  const buffer = Buffer.concat([content, Buffer.alloc(Math.max(0, bytes - content.length))]);
  return { name: "me.png", mimeType: "image/png", buffer };
}

/** That a path is served as a picture, and as nothing that a browser would run. */
export async function expectPicture(person: Person, path: string): Promise<void> {
  const answer = await person.page.request.get(person.server.origin + path);
  expect(answer.status()).toBe(200);
  const headers = answer.headers();
  expect(headers["content-type"]).toBe("image/png");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-security-policy"]).toBe("default-src 'none'; sandbox");
}

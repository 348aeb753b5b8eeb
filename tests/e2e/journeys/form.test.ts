/** The forms with JavaScript: by keyboard alone, while one types, and with files. */

import { expectPicture, focused, picture, value } from "../src/form";
import { expect, test } from "../src/journey";
import { newAccount, type Person } from "../src/person";
import { write } from "../src/writer";

const ERRORS = "ul.error-messages li";

/** Presses Tab until something has the focus. */
async function tabTo(person: Person, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await person.page.keyboard.press("Tab");
    if ((await focused(person)) === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test("by keyboard alone an account is made, an article written and commented on", async ({
  arrive,
}) => {
  const person = await arrive();
  const { keyboard } = person.page;
  const account = newAccount("keys");
  await person.open("/register");
  await tabTo(person, "username");
  await keyboard.press("Enter");
  await expect.poll(() => focused(person), { message: "the first wrong field" }).toBe("username");
  await keyboard.type(account.username);
  await keyboard.press("Tab");
  await keyboard.type(account.email);
  await keyboard.press("Tab");
  await keyboard.type("short");
  await keyboard.press("Enter");
  await expect.poll(() => focused(person)).toBe("password");
  await keyboard.press("Control+a");
  await keyboard.type(account.password);
  await keyboard.press("Enter");
  await person.page.waitForURL(`${person.server.origin}/`);

  await person.open("/editor");
  await tabTo(person, "title");
  await keyboard.type("Typed");
  await tabTo(person, "Publish Article");
  await keyboard.press("Enter");
  await expect.poll(() => focused(person)).toBe("description");
  await keyboard.type("d");
  await keyboard.press("Tab");
  await keyboard.type("Words.");
  await keyboard.press("Tab");
  await keyboard.type("keys");
  await keyboard.press("Enter");
  await tabTo(person, "Publish Article");
  await keyboard.press("Space");
  await person.find(".article-page .article-content").waitFor();
  expect(await person.texts(".article-content .tag-list li")).toEqual(["keys"]);

  await tabTo(person, "body");
  await keyboard.type("Nobody touched a mouse.");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await person.card("Nobody touched a mouse.").waitFor();
});

test("by keyboard alone the settings change", async ({ arrive }) => {
  const person = await arrive();
  const { keyboard } = person.page;
  const account = newAccount("keys");
  await person.signUp(account);
  await person.open("/settings");
  await tabTo(person, "email");
  await keyboard.press("Control+a");
  await keyboard.type("not an address");
  await keyboard.press("Enter");
  await expect.poll(() => person.texts(ERRORS)).toEqual(["email is invalid"]);
  expect(await focused(person)).toBe("email");
  await keyboard.press("Control+a");
  await keyboard.type(account.email);
  await keyboard.press("Enter");
  await expect.poll(() => person.path).toBe(`/profile/${account.username}`);
});

test("a name that is taken is told while one types, and the edit takes it back", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.open("/register");
  await person.find('main [name="username"]').pressSequentially("mira");
  await expect.poll(() => person.texts(ERRORS)).toEqual(["username has already been taken"]);
  await person.find('main [name="username"]').press("x");
  await expect.poll(() => person.find(ERRORS).count()).toBe(0);
});

test("a picture is uploaded, shown everywhere, and gone with the next", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount("seen");
  await person.signUp(account);
  const upload = async () => {
    await person.open("/settings");
    await person.find('main [name="upload"]').setInputFiles(picture());
    await person.find('main button[type="submit"]').click();
    await expect.poll(() => person.path).toBe(`/profile/${account.username}`);
    await person.settle();
    return (await person.find("nav.navbar img.user-pic").getAttribute("src")) ?? "";
  };
  const first = await upload();
  expect(first).toMatch(/^\/pictures\/[0-9a-f]{32}\.png$/);
  await expectPicture(person, first);
  expect(await person.find(".user-info img.user-img").getAttribute("src")).toBe(first);
  const second = await upload();
  expect(second).not.toBe(first);
  expect((await person.page.request.get(person.server.origin + first)).status()).toBe(404);
  await expectPicture(person, second);

  await write(person, { title: `By ${account.username}`, description: "d", body: "b", tags: [] });
  expect(await person.find(".article-meta img").first().getAttribute("src")).toBe(second);
});

test("a picture goes up with a bar that fills", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount("slow"));
  await person.open("/settings");
  await person.page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const bar = document.querySelector("progress");
      if (bar) seen.push(bar.value);
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  const network = await person.context.newCDPSession(person.page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 2_000_000,
  });
  await person.find('main [name="upload"]').setInputFiles(picture(1_500_000));
  await person.find('main button[type="submit"]').click();
  await expect.poll(() => person.path, { timeout: 20_000 }).toMatch(/^\/profile\//);
  const seen: number[] = await person.page.evaluate("window.seen");
  expect(seen.length).toBeGreaterThan(0);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
});

test("what is no picture, or too large a one, is refused", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount());
  const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  const files = [
    { name: "x.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) },
    { name: "x.png", mimeType: "image/png", buffer: Buffer.from(svg) },
    { name: "../../x.png", mimeType: "image/png", buffer: picture(2_100_000).buffer },
  ];
  for (const file of files) {
    await person.open("/settings");
    await person.find('main [name="upload"]').setInputFiles(file);
    await person.find('main button[type="submit"]').click();
    await expect.poll(() => person.texts(ERRORS)).toEqual([expect.stringMatching(/^upload /)]);
    expect(person.path).toBe("/settings");
  }
  await person.reload();
  expect(await value(person, "image")).toBe("");
});

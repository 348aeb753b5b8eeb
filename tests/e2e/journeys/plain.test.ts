/** The forms as the server sends them: without JavaScript, and before it has loaded. */
import { expectPicture, focused, picture, send, value } from "../src/form";
import { expect, test } from "../src/journey";
import { newAccount, type Person } from "../src/person";

const ERRORS = "ul.error-messages li";
const HOSTILE = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script> & </textarea>`;

async function signUpWithout(person: Person, account = newAccount("plain")) {
  await person.open("/register");
  await send(person, { ...account });
  expect(person.path).toBe("/");
  return account;
}

test("without JavaScript an account is made, left and found again", async ({ arrive }) => {
  const person = await arrive({ javaScript: false });
  const account = await signUpWithout(person);

  const other = await arrive({ javaScript: false });
  await other.open("/login");
  await send(other, { email: account.email, password: "not the password" });
  expect((await other.texts(ERRORS)).join()).toContain("email or password is invalid");
  expect(await value(other, "email")).toBe(account.email);
  expect(await value(other, "password")).toBe("");
  await send(other, { password: account.password });
  expect(other.path).toBe("/");
  await other.open("/settings");
  expect(await value(other, "username")).toBe(account.username);
});

test("without JavaScript what cannot be is said at its field, and the words stay", async ({
  arrive,
}) => {
  const person = await arrive({ javaScript: false });
  await person.open("/register");
  await send(person, { username: "mira", email: "nobody@example.com", password: "long enough" });
  expect((await person.texts(ERRORS)).join()).toContain("has already been taken");
  expect(await value(person, "username")).toBe("mira");
  expect(await value(person, "email")).toBe("nobody@example.com");
  const field = person.find('main [name="username"]');
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  const described = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
  const said = await Promise.all(described.map((id) => person.find(`[id="${id}"]`).textContent()));
  expect(said.join()).toContain("has already been taken");
});

test("without JavaScript the settings change, and a picture is kept", async ({ arrive }) => {
  const person = await arrive({ javaScript: false });
  const account = await signUpWithout(person);
  await person.open("/settings");
  expect(await value(person, "email")).toBe(account.email);
  await person.find('main [name="upload"]').setInputFiles(picture());
  await send(person, { bio: HOSTILE });
  expect(person.path).toBe(`/profile/${account.username}`);
  await person.open("/settings");
  expect(await value(person, "bio")).toBe(HOSTILE);
  const image = await value(person, "image");
  expect(image).toMatch(/^\/pictures\/[0-9a-f]{32}\.png$/);
  await expectPicture(person, image);
});

test("without JavaScript an article is written, changed and commented on", async ({ arrive }) => {
  const person = await arrive({ javaScript: false });
  const account = await signUpWithout(person);
  await person.open("/editor");
  // A browser asks for what is required, and takes a space for something.
  await send(person, { title: HOSTILE, description: " ", body: " ", tags: "one\ntwo" });
  expect(await person.texts(ERRORS)).toEqual(["can't be blank", "can't be blank"]);
  expect(await value(person, "title")).toBe(HOSTILE);
  expect((await value(person, "tags")).trim()).toBe("one\ntwo");

  await send(person, { title: `Plain ${account.username}`, description: "d", body: HOSTILE });
  const address = person.path;
  expect(address).toBe(`/article/plain-${account.username}`);
  expect(await person.texts(".article-page h1")).toEqual([`Plain ${account.username}`]);
  expect(await person.texts(".article-content .tag-list li")).toEqual(["one", "two"]);
  expect(await person.find(".article-content :is(img, script)").count()).toBe(0);

  await send(person, { body: HOSTILE });
  expect(person.path).toBe(address);
  expect(await person.texts(".card p.card-text")).toEqual([HOSTILE]);
  await send(person, { body: "  " });
  expect(await person.find(ERRORS).count()).toBeGreaterThanOrEqual(1);

  await person.open(address.replace("/article/", "/editor/"));
  expect(await value(person, "title")).toBe(`Plain ${account.username}`);
  expect(await value(person, "body")).toBe(HOSTILE);
  await send(person, { title: "Plainer" });
  expect(person.path).toBe(address);
  expect(await person.texts(".article-page h1")).toEqual(["Plainer"]);
});

test("without JavaScript another's article is read and not edited, and strangers sign in first", async ({
  arrive,
}) => {
  const person = await arrive({ javaScript: false });
  for (const path of ["/settings", "/editor", "/editor/slow-cameras"]) {
    await person.open(path);
    expect(person.path, path).toBe("/login");
  }
  await person.open("/article/slow-cameras");
  expect(await person.find("main form").count()).toBe(0);
  expect(await person.find('.sign-in-to-comment a[href="/login"]').count()).toBe(1);
  await signUpWithout(person);
  await person.open("/editor/slow-cameras");
  expect(person.path).toBe("/article/slow-cameras");
});

test("what was typed before JavaScript came is still there, and the cursor with it", async ({
  arrive,
}) => {
  const person = await arrive();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await person.context.route("**/assets/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await person.page.goto(`${person.server.origin}/register`, { waitUntil: "commit" });
  await person.find('main [name="username"]').fill("early");
  await person.find('main [name="email"]').fill("early@example.com");
  const begun = person.page.waitForResponse((response) => response.url().includes("/ctx/global/"));
  release();
  await begun;
  await person.settle();
  await expect.poll(() => person.find("main form").getAttribute("novalidate")).not.toBeNull();
  expect(await value(person, "username")).toBe("early");
  expect(await value(person, "email")).toBe("early@example.com");
  expect(await focused(person)).toBe("email");
  await send(person, { password: "long enough" });
  await expect.poll(() => person.path).toBe("/");
});

test("a form that was posted before JavaScript came is told of where it belongs", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.context.route("**/assets/*.js", (route) => route.abort());
  await person.page.goto(`${person.server.origin}/login`);
  await person.find('main [name="email"]').fill("mira@example.org");
  await person.find('main [name="password"]').fill("not the password");
  await person.context.unroute("**/assets/*.js");
  const begun = person.page.waitForResponse((response) => response.url().includes("/ctx/global/"));
  await person.find('main button[type="submit"]').click();
  await begun;
  await person.settle();
  await expect.poll(() => person.path).toBe("/login");
  expect(await person.texts(ERRORS)).toEqual(["email or password is invalid"]);
  expect(await value(person, "email")).toBe("mira@example.org");
  await send(person, { password: "conduit-demo" });
  await expect.poll(() => person.path).toBe("/");
});

import { obstaclesOf } from "../src/access";
import { expect, test } from "../src/journey";
import { newAccount, type Person } from "../src/person";

const WIDTHS = [1280, 390];

async function expectNone(person: Person, path: string, state: string): Promise<void> {
  expect(await obstaclesOf(person), `${path}, ${state}`).toEqual([]);
}

test("axe finds nothing on the pages that anyone sees", async ({ arrive }) => {
  for (const width of WIDTHS) {
    const person = await arrive({ width });
    for (const path of ["/", "/login", "/register", "/article/the-index-you-forgot"]) {
      await person.open(path);
      await expectNone(person, path, `${width} px`);
    }
  }
});

test("axe finds nothing on the pages of a signed-in user", async ({ arrive }) => {
  for (const width of WIDTHS) {
    const person = await arrive({ width });
    await person.signIn({ email: "mira@example.org", password: "conduit-demo" });
    for (const path of [
      "/settings",
      "/editor",
      "/editor/errors-are-an-interface",
      "/article/the-index-you-forgot",
      "/profile/mira",
    ]) {
      await person.open(path);
      await expectNone(person, path, `${width} px`);
    }
  }
});

test("axe finds nothing on a form that was refused", async ({ arrive }) => {
  const person = await arrive({ width: 390 });
  for (const path of ["/login", "/register"]) {
    await person.open(path);
    await person.find('.auth-page button[type="submit"]').click();
    await person.find(".error-messages li").first().waitFor();
    await expectNone(person, path, "refused");
  }
  await person.signUp(newAccount());
  for (const path of ["/settings", "/editor"]) {
    await person.open(path);
    if (path === "/settings") await person.find('[name="username"]').fill("");
    await person.find('main button[type="submit"]').click();
    await person.find(".error-messages li").first().waitFor();
    await expectNone(person, path, "refused");
  }
});

test("axe finds nothing on the forms as the server sends them", async ({ arrive }) => {
  // The page's scripts do not run, and axe's own do.
  const person = await arrive({ width: 390 });
  await person.signIn({ email: "mira@example.org", password: "conduit-demo" });
  await person.context.route("**/assets/*.js", (route) => route.abort());
  for (const path of [
    "/login",
    "/register",
    "/settings",
    "/editor",
    "/editor/errors-are-an-interface",
    "/article/the-index-you-forgot",
  ]) {
    await person.page.goto(`${person.server.origin}${path}`);
    await expectNone(person, path, "from the server");
  }
});

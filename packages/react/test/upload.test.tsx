// Calls with files, by the browser's own means of sending them.
import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { done, gate, quiet, refused, until, version } from "../../client/test/server.js";
import { createClient, MizanError } from "../src/index.js";
import { defineUpload, upload } from "../src/upload.js";
import { useUserProfile } from "./generated/index.js";
import { server, show } from "./page.js";

const setPicture = defineUpload<{ user_id: number; picture: Blob; more?: Blob[] }, string>(
  "set_picture",
  { affects: ["user"], contract: "00000000000000a1" },
);

const picture = (text = "png") => new File([text], "me.png", { type: "image/png" });
const client = () => createClient({ baseUrl: server.baseUrl, crossTab: false });

it("sends the call first, and each file as a part that it names", async () => {
  server.on("set_picture", () => done("kept", [], 1));
  const args = { user_id: 5, picture: picture(), more: [picture("a"), new Blob(["b"])] };
  expect(await setPicture(args, { client: client() })).toBe("kept");
  const [{ body, files, headers }] = server.of("set_picture") as [(typeof server.requests)[0]];
  expect(body).toEqual({
    fn: "set_picture",
    args: {
      user_id: 5,
      picture: { $file: "file0" },
      more: [{ $file: "file1" }, { $file: "file2" }],
    },
  });
  expect(Object.keys(files)).toEqual(["file0", "file1", "file2"]);
  expect([files.file0?.name, files.file0?.type, await files.file0?.text()]).toEqual([
    "me.png",
    "image/png",
    "png",
  ]);
  expect(headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  expect([headers["x-csrftoken"], headers["mizan-revision"]]).toEqual([
    "token-1",
    "00000000000000a1",
  ]);
});

it("tells how far it has got", async () => {
  server.on("set_picture", () => done(null, [], 1));
  const onProgress = vi.fn();
  const big = picture("x".repeat(500_000));
  await setPicture({ user_id: 5, picture: big }, { client: client(), onProgress });
  const told = onProgress.mock.calls.flat() as number[];
  expect(told.at(-1)).toBe(1);
  expect(told).toEqual([...told].sort((a, b) => a - b));
});

it("stops when it is told to, and sends nothing again", async () => {
  const waiting = gate();
  server.on("set_picture", async () => {
    await waiting.opened;
    return done(null, [], 1);
  });
  const abort = new AbortController();
  const call = setPicture(
    { user_id: 5, picture: picture() },
    { client: client(), signal: abort.signal },
  );
  const failed = expect(call).rejects.toBe("enough");
  await until(() => server.of("set_picture").length === 1);
  abort.abort("enough");
  await failed;
  await until(() => server.of("set_picture")[0]?.aborted === true);
  waiting.open();
  await quiet();
  expect(server.of("set_picture")).toHaveLength(1);
});

it("takes a new session once, and repeats nothing else", async () => {
  let refusals = 1;
  server.on("set_picture", () =>
    refusals-- > 0 ? refused(403, "csrf_failed") : refused(503, "unavailable"),
  );
  const call = setPicture({ user_id: 5, picture: picture() }, { client: client() });
  await expect(call).rejects.toMatchObject({ code: "unavailable", status: 503 });
  expect(server.of("set_picture").map(({ headers }) => headers["x-csrftoken"])).toEqual([
    "token-1",
    "token-2",
  ]);
});

it("says so when no answer came", async () => {
  server.on("set_picture", () => ({ drop: true }));
  const failure = await setPicture({ user_id: 5, picture: picture() }, { client: client() }).catch(
    (error) => error,
  );
  expect(failure).toBeInstanceOf(MizanError);
  expect([failure.code, failure.committed]).toEqual(["network", null]);
  expect(server.of("set_picture")).toHaveLength(1);
});

it("has what it invalidates read again", async () => {
  let name = "Ada";
  server.on("ctx/user/", () => ({
    body: {
      data: { user_profile: { name } },
      errors: {},
      version: version(name === "Ada" ? 1 : 3),
    },
  }));
  server.on("set_picture", () => {
    name = "Lovelace";
    return done(null, ["user"], 2);
  });
  const Name = () => <p>{useUserProfile({ user_id: 5 }).name}</p>;
  show(<Name />);
  await screen.findByText("Ada");
  await setPicture({ user_id: 5, picture: picture() });
  await screen.findByText("Lovelace");
});

it("without a file it is a call as any other", async () => {
  server.on("set_picture", () => done(1, [], 1));
  expect(await upload(client(), "set_picture", { user_id: 5 })).toBe(1);
  expect(server.of("set_picture")[0]?.headers["content-type"]).toBe("application/json");
});

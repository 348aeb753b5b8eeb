// Every kind of field: what is typed, chosen or picked arrives as the server takes it, and is shown when it is set.
import { act, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";
import {
  everythingFormFavouriteChoices as colors,
  everythingFormLevelChoices as levels,
  useEverythingForm,
} from "../../../tests/golden/forms/out/everything_form.js";
import { gate, until } from "../../client/test/server.js";
import { HiddenFields, Label, restore } from "../src/form.js";
import { MizanProvider } from "../src/index.js";
import { server } from "./page.js";

// A machine that does much else at once takes its time.
configure({ asyncUtilTimeout: 4000 });

const TEXTS = ["title", "reply_to", "website", "secret", "phone", "topic", "tint"] as const;
const OTHERS = ["hour", "moment", "length", "price", "reference", "source"] as const;

/** How far sending had got, as it was shown. */
const told: (number | undefined)[] = [];

let form: ReturnType<typeof useEverythingForm>;

function Page(options: NonNullable<Parameters<typeof useEverythingForm>[0]>) {
  form = useEverythingForm(options);
  return (
    <form {...form.props}>
      {[...TEXTS, "seats", "volume", "weight", "newsletter", "day", ...OTHERS].map((name) => (
        <input key={name} {...form.field(name as "title")} />
      ))}
      <textarea {...form.field("body")} />
      <textarea {...form.field("tags")} />
      {levels.map(({ value }) => (
        <span key={value}>
          <input {...form.field("level", value)} />
          <Label form={form} name="level" choice={value} />
        </span>
      ))}
      <select {...form.field("favourite")}>
        <option value="">none</option>
        {colors.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {colors.map(({ value }) => (
        <input key={value} {...form.field("colors", value)} />
      ))}
      <select {...form.field("others")}>
        {colors.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <input {...form.field("picture")} />
      <input {...form.field("attachments")} />
      <input {...form.field("address.street")} />
      <input {...form.field("address.city")} />
      <input {...form.field("lines.0.product")} />
      <input {...form.field("lines.0.count")} />
      <form.Watch>
        {({ progress }) => {
          told.push(progress);
          return null;
        }}
      </form.Watch>
    </form>
  );
}

const page = (options = {}) => (
  <MizanProvider baseUrl={server.baseUrl}>
    <Page {...options} />
  </MizanProvider>
);

const element = (path: string) =>
  document.getElementById(`everything-${path.replaceAll(".", "-")}`) as HTMLInputElement;
const type = (path: string, value: string) =>
  fireEvent.change(element(path), { target: { value } });
const pick = (path: string, ...files: File[]) =>
  fireEvent.change(element(path), { target: { files } });

it("what is typed into every kind goes out as the server takes it", async () => {
  server.on("everything.submit", () => ({ body: { result: null, invalidate: [] } }));
  server.on("everything.validate", () => ({ body: { result: { valid: true, errors: {} } } }));
  const done = vi.fn();
  render(page({ onSuccess: done }));
  type("title", "Order");
  type("weight", "2.5");
  fireEvent.click(element("newsletter"));
  fireEvent.click(screen.getByLabelText("Today"));
  type("favourite", "green");
  fireEvent.click(element("colors-0"));
  fireEvent.click(element("colors-2"));
  fireEvent.click(element("colors-0"));
  fireEvent.click(element("colors-0"));
  for (const option of (element("others") as unknown as HTMLSelectElement).options) {
    option.selected = option.value !== "green";
  }
  fireEvent.change(element("others"));
  type("tags", "tea\n\nbread");
  type("day", "2026-11-21");
  type("hour", "05:07");
  type("moment", "2026-11-21T05:07");
  type("price", "12.50");
  type("address.street", "Via Appia 1");
  type("address.city", "Rome");
  type("lines.0.product", "tea");
  type("lines.0.count", "3");
  const picture = new File(["png"], "me.png", { type: "image/png" });
  pick("picture", picture);
  pick("attachments", picture, new File(["b"], "b.txt", { type: "text/plain" }));
  fireEvent.submit(document.querySelector("form") as HTMLFormElement);
  await waitFor(() => expect(done).toHaveBeenCalled());
  expect(form.errors.fields).toEqual({});
  const [{ body, files }] = server.of("everything.submit") as [(typeof server.requests)[0]];
  expect(body.args?.data).toEqual({
    title: "Order",
    body: "Dear all,\n",
    reply_to: "ada@example.org",
    website: null,
    secret: null,
    phone: null,
    topic: null,
    seats: 2,
    volume: 5,
    weight: 2.5,
    tint: null,
    newsletter: false,
    level: "high",
    favourite: "green",
    colors: ["red", "dark_blue"],
    others: ["red", "dark_blue"],
    tags: ["tea", "bread"],
    day: "2026-11-21",
    hour: "05:07:00",
    moment: new Date("2026-11-21T05:07").toISOString(),
    length: null,
    price: "12.50",
    reference: null,
    source: "golden",
    picture: { $file: "file0" },
    attachments: [{ $file: "file1" }, { $file: "file2" }],
    address: { street: "Via Appia 1", city: "Rome", zip: null },
    lines: [{ product: "tea", count: 3, note: null }],
  });
  expect(files.file0?.name).toBe("me.png");
  expect(told[0]).toBeUndefined();
  expect(told).toContain(1);
  await waitFor(() => expect(told.at(-1)).toBeUndefined());
});

it("an input has what its field says", () => {
  render(page());
  const attributes = (path: string) =>
    Object.fromEntries([...element(path).attributes].map(({ name, value }) => [name, value]));
  expect(attributes("seats")).toMatchObject({ type: "number", min: "1", max: "8", required: "" });
  expect(attributes("volume")).toMatchObject({ type: "range", max: "10" });
  expect(attributes("weight")).toMatchObject({ type: "number", step: "0.5" });
  expect(attributes("picture")).toMatchObject({ type: "file", accept: "image/png,image/jpeg" });
  expect(attributes("attachments")).toMatchObject({ type: "file", multiple: "" });
  expect(attributes("others")).toMatchObject({ multiple: "" });
  expect(attributes("colors-1")).toMatchObject({
    type: "checkbox",
    name: "colors",
    value: "green",
  });
  expect(attributes("colors-1")).not.toHaveProperty("required");
  expect(attributes("level-0")).toMatchObject({ type: "radio", name: "level", value: "low" });
  expect(attributes("body")).not.toHaveProperty("type");
  expect(attributes("source")).toMatchObject({ type: "hidden", value: "golden" });
  expect(attributes("lines.0.count")).toMatchObject({ name: "lines.0.count", value: "1" });
  expect(element("newsletter").checked).toBe(true);
  expect(element("level-0").checked).toBe(true);
});

it("what is set shows, in every kind, and reset takes it back", () => {
  render(page());
  const shown = () => ({
    title: element("title").value,
    weight: element("weight").value,
    newsletter: element("newsletter").checked,
    level: levels.map((_, index) => element(`level-${index}`).checked),
    favourite: element("favourite").value,
    colors: colors.map((_, index) => element(`colors-${index}`).checked),
    others: [...(element("others") as unknown as HTMLSelectElement).selectedOptions].map(
      ({ value }) => value,
    ),
    moment: element("moment").value,
    city: element("address.city").value,
  });
  const before = shown();
  act(() => {
    form.setValue("title", "Set");
    form.setValue("weight", 1.5);
    form.setValue("newsletter", false);
    form.setValue("level", "high");
    form.setValue("favourite", "dark_blue");
    form.setValue("colors", ["green"]);
    form.setValue("others", ["red", "green"]);
    form.setValue("moment", "2026-11-21T05:07:00+00:00");
    form.setValue("address", { street: "Via Appia 1", city: "Rome", zip: "" });
  });
  const offset = new Date("2026-11-21T05:07:00Z").getTimezoneOffset() * 60_000;
  const local = new Date(Date.parse("2026-11-21T05:07:00Z") - offset).toISOString().slice(0, 16);
  expect(shown()).toEqual({
    title: "Set",
    weight: "1.5",
    newsletter: false,
    level: [false, true],
    favourite: "dark_blue",
    colors: [false, true, false],
    others: ["red", "green"],
    moment: expect.stringContaining(local),
    city: "Rome",
  });
  expect(form.dirty).toBe(true);
  act(() => form.reset());
  expect(shown()).toEqual(before);
  expect(form.dirty).toBe(false);
});

it("files are judged before they are sent", () => {
  render(page());
  const said = (path: string) => form.errors.fields[path]?.map(({ code }) => code);
  pick("picture", new File(["x"], "x.txt", { type: "text/plain" }));
  fireEvent.blur(element("picture"));
  expect(said("picture")).toEqual(["file_type"]);
  pick("picture", new File(["x".repeat(2_000_001)], "x.png", { type: "image/png" }));
  expect(said("picture")).toEqual(["file_too_large"]);
  expect(form.errors.fields.picture?.[0]?.message).toBe("is larger than 2 MB");
  pick("picture", new File(["x"], "x.png", { type: "image/png" }));
  expect(said("picture")).toBeUndefined();
});

it("stops sending files when it is told to, and keeps what was typed", async () => {
  const waiting = gate();
  server.on("everything.submit", async () => {
    await waiting.opened;
    return { body: { result: null, invalidate: [] } };
  });
  const initial = {
    title: "Order",
    price: "1",
    day: "2026-11-21",
    colors: ["red"],
    address: { street: "Via Appia 1", city: "Rome" },
    lines: [{ product: "tea", count: 1 }],
  };
  render(page({ initial }));
  pick("picture", new File(["png"], "me.png", { type: "image/png" }));
  fireEvent.submit(document.querySelector("form") as HTMLFormElement);
  await until(() => server.of("everything.submit").length === 1);
  form.abort();
  await waitFor(() => expect(form.pending).toBe(false));
  expect([form.progress, form.error, form.result]).toEqual([undefined, undefined, undefined]);
  await until(() => server.of("everything.submit")[0]?.aborted === true);
  waiting.open();
  expect(form.values.title).toBe("Order");
});

it("a page that a server renders has what its plain post needs", () => {
  const fields = <HiddenFields csrf="t" from="/order" />;
  render(<form data-testid="plain">{fields}</form>);
  const data = new FormData(screen.getByTestId("plain") as HTMLFormElement);
  expect([...data]).toEqual([
    ["csrfmiddlewaretoken", "t"],
    ["_from", "/order"],
  ]);
  render(page());
  const plain = document.querySelector('form[method="post"]');
  expect(plain?.getAttribute("enctype")).toBe("multipart/form-data");
});

it("what was typed before JavaScript was there is kept", async () => {
  const host = document.createElement("div");
  host.innerHTML = renderToString(page({ restore }));
  document.body.append(host);
  const typed = host.querySelector("#everything-title") as HTMLInputElement;
  const box = host.querySelector("#everything-newsletter") as HTMLInputElement;
  typed.value = "Early";
  box.checked = false;
  const complaints = vi.spyOn(console, "error");
  const root = await act(async () => hydrateRoot(host, page({ restore })));
  expect(complaints).not.toHaveBeenCalled();
  expect([form.values.title, form.values.newsletter]).toEqual(["Early", false]);
  expect(typed.value).toBe("Early");
  expect(form.values.reply_to).toBe("ada@example.org");
  act(() => root.unmount());
  host.remove();
});

// The engine of forms, by the form that the generator makes of `tests/golden/forms`.
import { act, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import { expect, it, vi } from "vitest";
import { useContactForm } from "../../../tests/golden/forms/out/contact_form.js";
import { useEverythingForm } from "../../../tests/golden/forms/out/everything_form.js";
import { gate, quiet, refused, until } from "../../client/test/server.js";
import { Errors, Help, Label, restore } from "../src/form.js";
import { type FieldError, MizanProvider } from "../src/index.js";
import { server } from "./page.js";

// A machine that does much else at once takes its time.
configure({ asyncUtilTimeout: 4000 });

const wrap = (children: React.ReactNode) =>
  render(
    <StrictMode>
      <MizanProvider baseUrl={server.baseUrl}>{children}</MizanProvider>
    </StrictMode>,
  );

const type = (label: string, text: string) => {
  const input = screen.getByLabelText(label);
  fireEvent.change(input, { target: { value: text } });
};
const leave = (label: string) => fireEvent.blur(screen.getByLabelText(label));
const send = () => fireEvent.submit(document.querySelector("form") as HTMLFormElement);
const error = (id: string) => document.getElementById(`${id}-error`)?.textContent;

type Contact = ReturnType<typeof useContactForm>;
type Options = NonNullable<Parameters<typeof useContactForm>[0]>;

/** The form under test, as the last render of the page has it. */
let form: Contact;

function ContactPage({ rendered, ...options }: Options & { rendered?: () => void }) {
  form = useContactForm(options);
  rendered?.();
  return (
    <form {...form.props} data-testid="form">
      <Label form={form} name="name" />
      <input {...form.field("name")} />
      <Errors form={form} name="name" />
      <Label form={form} name="email" />
      <input {...form.field("email")} />
      <Help form={form} name="email" />
      <Errors form={form} name="email" />
      <Label form={form} name="message" />
      <textarea {...form.field("message")} />
      <Errors form={form} name="message" />
      <Errors form={form} />
      <form.Watch>
        {({ isValid, dirty, pending }) => (
          <output>{JSON.stringify({ isValid, dirty, pending })}</output>
        )}
      </form.Watch>
    </form>
  );
}

const status = () => JSON.parse(document.querySelector("output")?.textContent ?? "{}");

const fill = () => {
  type("Name", "Ada");
  type("E-mail", "ada@example.org");
  type("Message", "Hello, world");
};

it("sends what was typed, once, and hands on the result", async () => {
  const waiting = gate();
  server.on("contact.submit", async () => {
    await waiting.opened;
    return { body: { result: { sent: true } } };
  });
  const done = vi.fn();
  wrap(<ContactPage onSuccess={done} />);
  fill();
  expect(status()).toEqual({ isValid: true, dirty: true, pending: false });
  send();
  send();
  await until(() => status().pending);
  send();
  waiting.open();
  await waitFor(() => expect(done).toHaveBeenCalledWith({ sent: true }));
  expect(status().pending).toBe(false);
  expect(server.of("contact.submit").map(({ body }) => body.args)).toEqual([
    { data: { name: "Ada", email: "ada@example.org", message: "Hello, world" } },
  ]);
  expect(form.result).toEqual({ sent: true });
});

it("tells what is wrong with a field when it is left, in the server's words", () => {
  wrap(<ContactPage />);
  const email = screen.getByLabelText("E-mail");
  expect(email.getAttribute("aria-describedby")).toBe("contact-email-help");
  // Within a paragraph too: a block would end it.
  expect(document.getElementById("contact-email-help")?.tagName).toBe("SPAN");
  type("E-mail", "ada");
  expect(error("contact-email")).toBe("");
  leave("E-mail");
  expect(error("contact-email")).toBe("is not an e-mail address");
  expect(email.getAttribute("aria-invalid")).toBe("true");
  expect(email.getAttribute("aria-describedby")).toBe("contact-email-help contact-email-error");
  expect(document.getElementById("contact-email-error")?.getAttribute("role")).toBe("alert");
  type("E-mail", "ada@example.org");
  expect(error("contact-email")).toBe("");
  expect(email.hasAttribute("aria-invalid")).toBe(false);
  leave("Name");
  expect(error("contact-name")).toBe("can't be blank");
  type("Message", "🙂");
  leave("Message");
  expect(error("contact-message")).toBe("needs at least 10 characters");
});

it("is valid when every required field was touched and none has an error", () => {
  wrap(<ContactPage initial={{ name: "Ada", email: "ada@example.org" }} />);
  expect(status()).toEqual({ isValid: false, dirty: false, pending: false });
  type("Message", "too short");
  expect(status().isValid).toBe(false);
  type("Message", "long enough now");
  expect(status()).toEqual({ isValid: true, dirty: true, pending: false });
  expect(form.touched).toEqual({ message: true });
});

it("does not send what is wrong, and leads to the first of it", async () => {
  wrap(<ContactPage />);
  type("Name", "Ada");
  send();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("E-mail")));
  expect(error("contact-email")).toBe("can't be blank");
  await quiet();
  expect(server.of("contact.submit")).toEqual([]);
});

it("shows what the server refuses until that field is edited", async () => {
  const fields = {
    email: [{ code: "blocked", message: "is blocked" }],
    name: [{ code: "taken", message: "has already been taken" }],
    __all__: [{ code: "odd", message: "does not fit together" }],
  };
  server.on("contact.submit", () => refused(422, "validation_failed", { fields }));
  wrap(<ContactPage />);
  fill();
  send();
  await waitFor(() => expect(error("contact-email")).toBe("is blocked"));
  expect(error("contact")).toBe("does not fit together");
  expect(document.activeElement).toBe(screen.getByLabelText("Name"));
  expect(status().isValid).toBe(false);
  type("E-mail", "lovelace@example.org");
  expect(error("contact-email")).toBe("");
  expect(error("contact")).toBe("");
  expect(error("contact-name")).toBe("has already been taken");
  expect(form.error).toBeUndefined();
});

it("begins anew when its success says so, and keeps the result", async () => {
  server.on("contact.submit", () => ({ body: { result: { sent: true } } }));
  wrap(<ContactPage onSuccess={() => form.reset()} />);
  fill();
  send();
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe(""));
  expect(status()).toEqual({ isValid: false, dirty: false, pending: false });
  expect(error("contact-name")).toBe("");
  expect(form.result).toEqual({ sent: true });
});

it("a success that fails is not the form's failure", async () => {
  server.on("contact.submit", () => ({ body: { result: { sent: true } } }));
  const onSuccess = () => {
    throw new Error("elsewhere");
  };
  wrap(<ContactPage onSuccess={onSuccess} />);
  fill();
  await act(() => expect(form.submit()).rejects.toThrow("elsewhere"));
  expect(error("contact")).toBe("");
  expect(form.result).toEqual({ sent: true });
});

it("begins anew when the browser's own button says so", () => {
  wrap(<ContactPage initial={{ name: "Ada" }} />);
  type("Name", "Grace");
  fireEvent.reset(document.querySelector("form") as HTMLFormElement);
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Ada");
  expect(form.values.name).toBe("Ada");
});

it("names of an object's prototype are no fields", async () => {
  const odd =
    '{"__proto__":[{"code":"a","message":"1"}],"constructor.name":[{"code":"b","message":"2"}]}';
  server.on("contact.submit", () => refused(422, "validation_failed", { fields: JSON.parse(odd) }));
  wrap(<ContactPage initial={JSON.parse('{"__proto__":{"polluted":1},"constructor":"x"}')} />);
  fill();
  send();
  await waitFor(() => expect(error("contact")).toBe("12"));
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(Object.keys(form.values)).toEqual(["name", "email", "message"]);
});

it("does not show what the server said of what has been typed anew meanwhile", async () => {
  const waiting = gate();
  server.on("contact.submit", async () => {
    await waiting.opened;
    const fields = { email: [{ code: "blocked", message: "is blocked" }] };
    return refused(422, "validation_failed", { fields });
  });
  wrap(<ContactPage />);
  fill();
  send();
  await until(() => server.of("contact.submit").length === 1);
  type("E-mail", "lovelace@example.org");
  waiting.open();
  await until(() => !status().pending);
  expect(error("contact-email")).toBe("");
});

it("tells of a failure that is nobody's field", async () => {
  server.on("contact.submit", () => refused(503, "unavailable"));
  wrap(<ContactPage />);
  fill();
  send();
  await waitFor(() => expect(error("contact")).toBe("It is unavailable"));
  await act(async () => form.reset());
  expect(error("contact")).toBe("");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("");
});

it("renders a field alone while one types into it", () => {
  const rendered = vi.fn();
  const told = vi.fn();
  function Page() {
    form = useContactForm();
    rendered();
    const teller = (name: string) => (errors: readonly FieldError[]) => {
      told(name);
      return errors[0]?.message;
    };
    return (
      <form {...form.props}>
        <Label form={form} name="name" />
        <input {...form.field("name")} />
        <Errors form={form} name="name">
          {teller("name")}
        </Errors>
        <Label form={form} name="email" />
        <input {...form.field("email")} />
        <Errors form={form} name="email">
          {teller("email")}
        </Errors>
      </form>
    );
  }
  wrap(<Page />);
  leave("Name");
  leave("E-mail");
  rendered.mockClear();
  told.mockClear();
  for (const text of ["a", "ad", "ada", "ada@", "ada@example.org"]) type("E-mail", text);
  expect(rendered).not.toHaveBeenCalled();
  // Twice, as this is React's strict mode: from required to no address. Of what is right nothing is told.
  expect(told.mock.calls.flat()).toEqual(["email", "email"]);
});

it("takes initial values that arrive later, and leaves what somebody has typed", () => {
  const page = (options: Options) => (
    <StrictMode>
      <MizanProvider baseUrl={server.baseUrl}>
        <ContactPage {...options} />
      </MizanProvider>
    </StrictMode>
  );
  const view = render(page({}));
  type("Name", "Grace");
  view.rerender(page({ initial: { name: "Ada", email: "ada@example.org", message: null } }));
  expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("ada@example.org");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Grace");
  expect(form.values).toEqual({ name: "Grace", email: "ada@example.org", message: "" });
  act(() => form.reset());
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Ada");
  expect(status().dirty).toBe(false);
});

it("works as a plain form before JavaScript has loaded", () => {
  const view = wrap(<ContactPage />);
  const element = view.getByTestId("form") as HTMLFormElement;
  expect(element.getAttribute("action")).toBe(`${server.baseUrl}form/contact/`);
  expect(element.method).toBe("post");
  expect(element.noValidate).toBe(true);
  const email = screen.getByLabelText<HTMLInputElement>("E-mail");
  expect([email.name, email.type, email.required, email.id]).toEqual([
    "email",
    "email",
    true,
    "contact-email",
  ]);
});

it("goes on, once, where a form that was posted without JavaScript was refused", () => {
  const script = document.createElement("script");
  script.id = "__MIZAN_FORM__";
  script.type = "application/json";
  script.textContent = JSON.stringify({
    form: "contact",
    values: { name: "Ada", email: "ada", constructor: "x" },
    errors: { email: [{ code: "invalid_email", message: "is not an e-mail address" }] },
  });
  document.body.append(script);
  const view = wrap(<ContactPage restore={restore} />);
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Ada");
  expect(error("contact-email")).toBe("is not an e-mail address");
  view.unmount();
  wrap(<ContactPage restore={restore} />);
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("");
});

type Everything = ReturnType<typeof useEverythingForm>;
let everything: Everything;

function EverythingPage() {
  everything = useEverythingForm();
  const lines = everything.array("lines");
  return (
    <form {...everything.props}>
      <Label form={everything} name="title" />
      <input {...everything.field("title")} />
      <Errors form={everything} name="title" />
      {lines.items.map(({ key, name, index }) => (
        <fieldset key={key} data-key={key}>
          <Label form={everything} name={`${name}.product`} />
          <input {...everything.field(`${name}.product`)} />
          <Errors form={everything} name={`${name}.product`} />
          <button type="button" onClick={() => lines.remove(index)}>
            remove {index}
          </button>
        </fieldset>
      ))}
      <button type="button" onClick={() => lines.append({ product: "new" })}>
        append
      </button>
      <button type="button" onClick={() => lines.move(0, 1)}>
        move
      </button>
    </form>
  );
}

const products = () =>
  screen.queryAllByLabelText<HTMLInputElement>("Product").map(({ name, value }) => [name, value]);

it("keeps what stands in the items of a list with them", () => {
  wrap(<EverythingPage />);
  expect(products()).toEqual([["lines.0.product", ""]]);
  const first = screen.getByLabelText("Product");
  fireEvent.change(first, { target: { value: "tea" } });
  fireEvent.click(screen.getByText("append"));
  fireEvent.click(screen.getByText("append"));
  expect(products().map(([, value]) => value)).toEqual(["tea", "new", "new"]);
  const second = screen.getAllByLabelText("Product")[1] as HTMLInputElement;
  fireEvent.change(second, { target: { value: "" } });
  fireEvent.blur(second);
  expect(error("everything-lines-1-product")).toBe("can't be blank");
  fireEvent.click(screen.getByText("move"));
  expect(products()).toEqual([
    ["lines.0.product", ""],
    ["lines.1.product", "tea"],
    ["lines.2.product", "new"],
  ]);
  expect(second.name).toBe("lines.0.product");
  expect(error("everything-lines-0-product")).toBe("can't be blank");
  expect(second.getAttribute("aria-invalid")).toBe("true");
  fireEvent.click(screen.getByText("remove 0"));
  expect(products()).toEqual([
    ["lines.0.product", "tea"],
    ["lines.1.product", "new"],
  ]);
  expect(error("everything-lines-0-product")).toBe("");
  expect(everything.values.lines.map(({ product }) => product)).toEqual(["tea", "new"]);
});

it("asks the server about a field when one has stopped typing", async () => {
  const only: unknown[] = [];
  server.on("everything.validate", ({ body: { args = {} } }) => {
    only.push(args.only);
    const { title } = args.data as { title: string };
    const errors = title === "taken" ? { title: [{ code: "taken", message: "is taken" }] } : {};
    return { body: { result: { valid: title !== "taken", errors } } };
  });
  wrap(<EverythingPage />);
  for (const text of ["ta", "tak", "taken"]) type("Subject", text);
  await waitFor(() => expect(error("everything-title")).toBe("is taken"));
  expect(only).toEqual([["title"]]);
  type("Subject", "t");
  expect(error("everything-title")).toBe("");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(only).toEqual([["title"]]);
});

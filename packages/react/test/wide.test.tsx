// Wide integers are `bigint` both ways (§1): the golden client of every type, in a page.
import { act, screen, waitFor } from "@testing-library/react";
import { expect, expectTypeOf, test, vi } from "vitest";
import {
  type Account,
  type TransferError,
  transfer,
  useAccount,
  useAccountResult,
  useBalances,
  useHits,
  useTransfer,
} from "../../../tests/golden/types/out/index.js";
import { answer, done, refused } from "../../client/test/server.js";
import type { ErrorOf, MizanError } from "../src/index.js";
import {
  createClient,
  hydrateMizan,
  isErrorOf,
  MizanErrorBoundary,
  MizanProvider,
  optimistic,
} from "../src/index.js";
import { createMizanMock } from "../src/mock.js";
import { server, show } from "./page.js";

const ID = 2n ** 60n;

/** An account as it travels. */
const sent = (held: string) => ({
  id: String(ID),
  name: "1",
  held,
  entries: [
    { kind: "deposit", amount: "7", note: "7" },
    { kind: "transfer", amount: "7", account: { id: "3", name: "", entries: [], parent: null } },
  ],
  limits: { currency: "1", day: "1" },
  parent: { id: "2", name: "", held: null, entries: [], parent: null },
  span: ["2026-11-21", "8"],
});

/** The same as the application gets it. */
const got = (held: bigint) => ({
  id: ID,
  name: "1",
  held,
  entries: [
    { kind: "deposit", amount: 7n, note: "7" },
    { kind: "transfer", amount: "7", account: { id: 3n, name: "", entries: [], parent: null } },
  ],
  limits: { currency: "1", day: 1n },
  parent: { id: 2n, name: "", held: null, entries: [], parent: null },
  span: ["2026-11-21", 8n],
});

const shown: unknown[] = [];

function Page() {
  const account = useAccount({ id: ID });
  const { EUR } = useBalances({ id: ID });
  expectTypeOf(account).toEqualTypeOf<Account>();
  expectTypeOf(account.held).toEqualTypeOf<bigint | null>();
  if (shown.at(-1) !== account) shown.push(account);
  const { mutate } = useTransfer(
    optimistic((_, change) => {
      change(useAccount, { id: ID }, (before, { id }) => {
        expect(id).toBe(ID);
        return { ...before, held: (before.held ?? 0n) - 1n };
      });
    }),
  );
  return (
    <button type="button" onClick={() => void mutate({ from: ID, orders: [] })}>
      {String(account.held)} {typeof EUR}
    </button>
  );
}

test("results, arguments, params and what is shown before the answer are bigint", async () => {
  shown.length = 0;
  let held = 5;
  const read = () => answer({ account: sent(String(held)), balances: { EUR: "1" } }, held);
  server.on("ctx/ledger/", read);
  server.on("transfer", () => {
    held = 6;
    return done([sent("6")], ["ledger"], 6);
  });
  show(<Page />);
  await screen.findByText("5 bigint");
  expect(shown).toEqual([got(5n)]);
  expect(server.requests[0]?.path).toBe(`ctx/ledger/?id=${ID}`);
  act(() => screen.getByRole("button").click());
  await screen.findByText("4 bigint");
  await screen.findByText("6 bigint");
  const orders = [{ to: 3n, amount: -(2n ** 70n) }];
  const moved = await act(() => transfer({ from: ID, orders }));
  expect(moved).toEqual([got(6n)]);
  const args = { from: String(ID), orders: [{ amount: String(-(2n ** 70n)), to: "3" }] };
  expect(server.of("transfer").at(-1)?.body.args).toEqual(args);
  await waitFor(() => expect(server.of("ctx/ledger/")).toHaveLength(3));
  // What is read again and is the same is the same object: nothing is rendered for it.
  expect(shown.map((account) => (account as Account).held)).toEqual([5n, 4n, 6n]);
});

test("what came with the page is read too, and the cache stays what JSON can carry", async () => {
  const mizan = hydrateMizan(
    { baseUrl: server.baseUrl },
    {
      contexts: [
        {
          context: "ledger",
          params: { id: String(ID) },
          data: { account: sent("5"), balances: {} },
          version: "019d67f93ea80001",
        },
      ],
    },
  );
  show(
    <MizanProvider mizan={mizan}>
      <Page />
    </MizanProvider>,
  );
  await screen.findByText("5 undefined");
  expect(server.requests).toHaveLength(0);
  const states = mizan.queries.getQueryCache().getAll();
  expect(() =>
    JSON.stringify(states.map(({ queryKey, state }) => [queryKey, state])),
  ).not.toThrow();
});

test("an error of a function's own has its data, and its types", async () => {
  server.on("transfer", () => refused(422, "overdrawn", { data: { left: "5" } }));
  const client = createClient({ baseUrl: server.baseUrl, crossTab: false });
  const call = transfer({ from: ID, orders: [] }, { client });
  const error = await call.catch((error: unknown) => error);
  expect(error).toMatchObject({ code: "overdrawn", data: { left: 5n } });
  const typed = error as ErrorOf<TransferError>;
  if (typed.code === "overdrawn") expectTypeOf(typed.data.left).toEqualTypeOf<bigint>();
});

test("a query's hook without Suspense knows the errors that the query declares", async () => {
  server.on("ctx/ledger/", () => refused(410, "account_closed", { data: { on: "2026-11-21" } }));
  function Result() {
    const { error } = useAccountResult({ id: ID });
    if (error?.code !== "account_closed") return <p>{error?.code}</p>;
    expectTypeOf(error.data.on).toEqualTypeOf<string>();
    expectTypeOf(error).toEqualTypeOf<MizanError<"account_closed", { on: string }>>();
    return <p>closed on {error.data.on}</p>;
  }
  show(<Result />);
  await screen.findByText("closed on 2026-11-21");
});

test("an error boundary can tell whose error it was given, and then knows its types", async () => {
  server.on("ctx/ledger/", () => refused(410, "account_closed", { data: { on: "2026-11-21" } }));
  function said(error: unknown): string {
    if (isErrorOf(useHits, error)) return "of another context";
    if (!isErrorOf(useAccount, error)) return "of nobody";
    if (error.code !== "account_closed") return error.code;
    expectTypeOf(error.data.on).toEqualTypeOf<string>();
    return `closed on ${error.data.on}`;
  }
  show(
    <MizanErrorBoundary fallback={(error) => said(error)}>
      <Page />
    </MizanErrorBoundary>,
  );
  await screen.findByText("closed on 2026-11-21");
  expect(said(new Error("not a read's"))).toBe("of nobody");
});

test("a mock is asked and answers with bigint", async () => {
  const mock = createMizanMock();
  const account = got(5n) as unknown as Account;
  const held = vi.fn(({ id }: { id: bigint }) => ({ ...account, held: id }));
  mock.query(useAccount, held);
  mock.query(useBalances, { EUR: 1n });
  mock.call(transfer, ({ from, orders }) => [
    { ...account, held: from + (orders[0]?.amount ?? 0n) },
  ]);
  show(
    <MizanProvider mizan={mock.mizan}>
      <Page />
    </MizanProvider>,
  );
  await screen.findByText(`${ID} bigint`);
  const given = { from: ID, orders: [{ to: 3n, amount: 1n }] };
  const [moved] = await act(() => transfer(given, { client: mock.mizan.client }));
  expect(moved?.held).toBe(ID + 1n);
  expect(mock.asked(transfer)).toEqual([given]);
});

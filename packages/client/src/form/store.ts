/**
 * One form on one page and its way to the server. Start at {@link createForm}.
 *
 * While a form is on its way it is not sent again, and no answer overwrites what was typed after its
 * question was asked.
 *
 * Source: `docs/protocol.md` §3.5, §13.
 */
import type { MizanClient } from "../client.js";
import type { MizanError } from "../error.js";
import { createBoard, fieldAt } from "./board.js";
import type { FormDefinition } from "./definition.js";
import { createDraft } from "./draft.js";
import { forgetRefused, refusedForm } from "./page.js";
import { problemsFrom } from "./problem.js";

export interface FormSettings {
  client: MizanClient;
  /** What the form begins with, beside what the server says. Another one later fills what nobody has changed. */
  initial?: object | undefined;
  onSuccess?: ((result: never) => unknown) | undefined;
}

/** How a form stands on its way to the server. */
export interface Passage {
  pending: boolean;
  /** How much has gone, from 0 to 1, while files are sent. */
  progress: number | undefined;
  result: unknown;
  /** What it failed with, where that is no complaint about what was typed. */
  error: unknown;
}

const AT_REST: Passage = {
  pending: false,
  progress: undefined,
  result: undefined,
  error: undefined,
};

export type Form = ReturnType<typeof createForm>;

/** Makes the state of a form. That has no effect: nothing is asked before somebody types. */
export function createForm(definition: FormDefinition<unknown>, settings: FormSettings) {
  const { name, fields, affects, contract, upload, wide } = definition;
  const listeners = new Set<() => void>();
  let passage = AT_REST;
  let sent: Promise<unknown> | undefined;
  let abort: AbortController | undefined;

  const emit = () => {
    board.paint();
    for (const listener of listeners) listener();
  };
  const pass = (next: Partial<Passage>) => {
    passage = { ...AT_REST, ...next };
    emit();
  };

  const draft = createDraft(definition, settings.initial, refusedForm(name), emit);

  const checks = definition.checks?.(
    name,
    () => settings.client,
    (path, { errors }) => {
      draft.refuse(problemsFrom(fields, errors), draft.edits(), path);
      emit();
    },
  );

  const typed = (path: string, value: unknown) => {
    draft.edit(path, value);
    const ask = fieldAt(definition, path).check;
    if (ask)
      checks?.ask(path, () => (draft.isWrong(path) ? undefined : filesLeftOut(draft.data())));
    emit();
  };

  const board = createBoard(definition, draft, typed);

  const send = async (data: unknown): Promise<{ result: unknown } | undefined> => {
    const since = draft.edits();
    abort = new AbortController();
    const { signal } = abort;
    const fn = `${name}.submit`;
    const ways = { signal, affects, contract };
    const onProgress = (progress: number) => pass({ pending: true, progress });
    const call = upload
      ? upload(settings.client, fn, { data }, { ...ways, onProgress })
      : settings.client.mizanCall(fn, { data }, ways);
    try {
      const result = await call.then(wide?.result, wide?.error);
      draft.settle();
      pass({ result });
      return { result };
    } catch (error) {
      const found = problemsFrom(fields, (error as Partial<MizanError>).fields ?? {});
      draft.refuse(found, since);
      pass(found.size || signal.aborted ? {} : { error });
      board.focusFirst();
    }
  };

  const run = async (): Promise<unknown> => {
    checks?.drop();
    pass({ pending: true });
    const outcome = await draft.verdict();
    if (outcome && !outcome.issues) {
      draft.known.server.clear();
      const taken = await send(outcome.value);
      // What it throws is its own failure, and not the form's.
      if (taken) await settings.onSuccess?.(taken.result as never);
      return taken?.result;
    }
    pass({});
    board.focusFirst();
  };

  return {
    definition,
    settings,
    draft,
    lists: definition.lists?.(fields, draft, emit),
    passage: () => passage,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** To be called when the form is on the page. */
    mount: forgetRefused,
    ref: board.ref,
    read: board.read,
    leave(path: string) {
      draft.leave(path);
      emit();
    },
    setValue(path: string, value: unknown) {
      typed(path, value);
      board.show(path);
    },
    /** Takes initial values that arrived later. */
    rebase(initial: object) {
      draft.rebase(initial);
      board.show();
      emit();
    },
    reset(initial?: object) {
      checks?.drop();
      draft.reset(initial);
      board.show();
      pass(sent ? passage : {});
    },
    /**
     * Sends the form, if the schema takes it, and resolves with the result; with nothing where it was not
     * taken. What is wrong is then with the fields, or the passage's error.
     */
    submit(): Promise<unknown> {
      sent ??= run().finally(() => {
        sent = undefined;
      });
      return sent;
    },
    /** Stops sending. The server may have taken it all the same. */
    abort: () => abort?.abort(),
  };
}

/** What a question sends: files would go with every letter that is typed. */
function filesLeftOut(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data, (_, value) => (value instanceof Blob ? null : value)));
}

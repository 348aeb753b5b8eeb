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
import { createBoard } from "./board.js";
import type { FormDefinition, Sender } from "./definition.js";
import { createDraft, type DraftState } from "./draft.js";
import type { Restore } from "./page.js";
import { problemsFrom } from "./problem.js";
import { isSame } from "./value.js";

export interface FormSettings {
  client: MizanClient;
  /** What the form begins with, beside what the server says. Another one later fills what nobody has changed. */
  initial?: object | undefined;
  onSuccess?: ((result: never) => unknown) | undefined;
  /** How it goes on where it was posted without JavaScript and refused. */
  restore?: Restore | undefined;
}

/** How a form stands on its way to the server. */
export interface Passage {
  pending: boolean;
  /** How much has gone, from 0 to 1, while files are sent. */
  progress?: number;
  result?: unknown;
  /** What it failed with, where that is no complaint about what was typed. */
  error?: unknown;
}

export type Form = ReturnType<typeof createForm>;

const plainly: Sender = (client, ...call) => client.mizanCall(...call);

/** Makes the state of a form. That has no effect: nothing is asked before somebody types. */
export function createForm(definition: FormDefinition<unknown>, settings: FormSettings) {
  const { name, fields, upload = plainly, wide } = definition;
  const listeners = new Set<() => void>();
  let passage: Passage;
  let sent: Promise<unknown> | undefined;
  let abort: AbortController | undefined;

  /** What there is to see; the same as long as nothing happens. */
  let state: DraftState & Passage;
  const emit = () => {
    state = { ...draft.state(), ...passage };
    board.paint();
    for (const listener of listeners) listener();
  };
  const pass = (next: Partial<Passage>) => {
    passage = { pending: false, ...next };
    emit();
  };

  const draft = createDraft(definition, settings.initial);
  settings.restore?.into(definition, draft);
  const checks = definition.checks?.(definition, settings, draft, emit);

  const typed = (path: string, value: unknown) => {
    draft.edit(path, value);
    checks?.ask(path);
    emit();
  };

  const board = createBoard(definition, () => state, typed, settings.restore);
  pass({});

  /** Ends with what is wrong, of which the first has the focus. */
  const refuse = (next: Partial<Passage>) => {
    pass(next);
    document.querySelector<HTMLElement>(`[id^="${name}-"][aria-invalid=true]`)?.focus();
  };

  const run = async (): Promise<unknown> => {
    const about = draft.values();
    const { value: data, issues } = draft.verdict();
    checks?.drop();
    draft.attempt();
    if (issues) return refuse({});
    draft.known.server.clear();
    abort = new AbortController();
    const { signal } = abort;
    const onProgress = (progress: number) => pass({ pending: true, progress });
    const options = { ...definition, signal, onProgress };
    let result: unknown;
    try {
      pass({ pending: true });
      const call = upload(settings.client, `${name}.submit`, { data }, options);
      result = await call.then(wide?.result, wide?.error);
    } catch (error) {
      const found = problemsFrom(fields, (error as Partial<MizanError>).fields);
      draft.refuse(found, about);
      return refuse(found.size || signal.aborted ? {} : { error });
    }
    draft.settle();
    pass({ result });
    // What it throws is its own failure, and not the form's.
    await settings.onSuccess?.(result as never);
    return result;
  };

  return {
    definition,
    settings,
    draft,
    board,
    lists: definition.lists?.(fields, draft, emit),
    state: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** To be called when the form is on the page, and with whatever it is then told. */
    mount(next: FormSettings) {
      const before = settings.initial;
      Object.assign(settings, next);
      settings.restore?.forget();
      if (!next.initial || isSame(next.initial, before)) return;
      draft.rebase(next.initial);
      emit();
      board.show();
    },
    leave(path: string) {
      draft.leave(path);
      emit();
    },
    setValue(path: string, value: unknown) {
      typed(path, value);
      board.show(path);
    },
    reset(initial?: object) {
      checks?.drop();
      draft.reset(initial);
      pass(sent ? passage : {});
      board.show();
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

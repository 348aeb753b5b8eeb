/**
 * Shows what a mutation will change before the server has answered.
 *
 * What the server said last is kept apart (`base`), and what mutations under way change is put over it
 * in the order in which they began. So nothing has to be restored: a mutation that fails takes its own
 * change away and no other, and whatever the server says later than a mutation is what counts.
 */
import { type ContextSpec, MizanError, matches, type Params } from "@mizan/client";
import {
  type Answer,
  type AnswerQuery,
  type Cache,
  type Overlay,
  overlays,
  ROOT,
} from "./cache.js";
import type { Around } from "./call.js";
import type { Context, ParamsOf } from "./context.js";
import { partOf, type Source } from "./query.js";

/** Changes what a hook shows; for reads whose params include these, so for all where there are none. */
export type Change = <Of, Result>(
  source: Source<Of, Result>,
  params: Partial<ParamsOf<NoInfer<Of>>>,
  recipe: (data: Result, params: NoInfer<Of>) => NoInfer<Result>,
) => void;

/** What one mutation changes in one read, until the server's answer has it. */
interface Layer {
  apply: (answer: Answer) => Answer;
  /** The call has ended: the next answer of the server has it, or will never have it. */
  done: boolean;
}

/**
 * Makes a mutation show its outcome at once:
 *
 * ```ts
 * const { mutate } = useFavoriteArticle(
 *   optimistic(({ slug, favorited }, change) => {
 *     change(useArticleDetail, { slug }, (article) => ({ ...article, favorited }));
 *   }),
 * );
 * ```
 *
 * A recipe returns new data and leaves the old as it is. It may run several times: on each answer that
 * comes while the call is under way. What it throws, `mutate` rejects with, and nothing is sent.
 */
export function optimistic<Args>(update: (args: Args, change: Change) => void): Around<Args> {
  return async (cache, args, run) => {
    const put: [Layers, Layer][] = [];
    const end = (rolledBack: boolean) => {
      for (const [layers, layer] of put) layers.end(layer, rolledBack);
    };
    try {
      update(args, ({ context, fn }, params, recipe) => {
        for (const query of queriesOf(cache, context, params)) {
          const of = paramsOf(context, query.queryKey[2] as Params) as never;
          const apply = (answer: Answer) => changed(answer, context, fn, recipe, of);
          const layer = { apply, done: false };
          const layers = layersOf(cache, query);
          put.push([layers, layer]);
          layers.add(layer);
        }
      });
    } catch (error) {
      end(true);
      throw error;
    }
    try {
      const result = await run();
      end(false);
      return result;
    } catch (error) {
      end(error instanceof MizanError && error.committed === false);
      throw error;
    }
  };
}

function queriesOf(
  { client, queries }: Cache,
  context: ContextSpec,
  params: Params,
): AnswerQuery[] {
  const known = queries.getQueryCache().findAll({ queryKey: [ROOT, context.name] });
  return (known as unknown as AnswerQuery[]).filter(({ queryKey, meta }) => {
    const entry = { context: context.name, params: queryKey[2] as Params };
    return meta?.client === client && matches({ context: context.name, params }, entry);
  });
}

/** Params as the application gives them, of a query's key, which has them as JSON. */
function paramsOf({ params: kinds }: ContextSpec, params: Params): Params {
  const all = Object.entries(params).map(([name, value]) => [
    name,
    kinds[name] === "bigint" && typeof value === "string" ? BigInt(value) : value,
  ]);
  return Object.fromEntries(all);
}

function changed<Result, Of>(
  answer: Answer,
  context: ContextSpec,
  fn: string,
  recipe: (data: Result, params: Of) => Result,
  params: Of,
): Answer {
  const part = partOf(context as Context<Of, Record<string, Result>>, fn)(answer);
  if (part.error) return answer;
  return { ...answer, data: { ...answer.data, [fn]: recipe(part.data as Result, params) } };
}

/** The layers of one query. */
interface Layers extends Overlay {
  add: (layer: Layer) => void;
  /** Ends a layer: takes it away at once, or leaves it until the server's answer has it. */
  end: (layer: Layer, rolledBack: boolean) => void;
}

function layersOf({ client, due }: Cache, query: AnswerQuery): Layers {
  const existing = overlays.get(query);
  if (existing) return existing as Layers;
  let layers: Layer[] = [];
  const shown = (answer: Answer) => layers.reduce((below, { apply }) => apply(below), answer);
  const paint = () => {
    if (self.base && query.state.data) query.setState({ data: shown(self.base) });
  };
  const remove = () => {
    overlays.delete(query);
    forget();
  };
  const settle = () => {
    // One that is done stays over those that began before it, whose outcome is not known yet.
    const open = layers.findIndex(({ done }) => !done);
    layers = open < 0 ? [] : layers.slice(open);
    if (open < 0) remove();
  };
  const self: Layers = {
    base: query.state.data,
    show(answer) {
      self.base = answer;
      settle();
      return shown(answer);
    },
    add(layer) {
      layers.push(layer);
      paint();
    },
    end(layer, rolledBack) {
      const reading = query.state.fetchStatus !== "idle";
      layer.done = true;
      if (rolledBack) layers = layers.filter((other) => other !== layer);
      // What is being read, or is to be, was asked for after the call, and will have what it changed.
      if (!(reading || due.has(query)) || layers.length === 0) settle();
      paint();
      // A read that is unmounted goes back to what was shown when it began.
      if (rolledBack && reading) query.fetch(undefined, { cancelRefetch: true }).catch(() => {});
    },
  };
  // Nothing of one person's is put over another's data.
  const forget = client.onIdentityChange(() => {
    layers = [];
    remove();
  });
  overlays.set(query, self);
  return self;
}

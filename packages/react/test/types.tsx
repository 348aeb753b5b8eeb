// Checked by `npm run typecheck` alone: what must compile does, what must not is expected to fail.
import {
  defineCall,
  defineContext,
  defineInfinite,
  defineMutation,
  defineProvider,
  defineQuery,
  type MizanError,
  optimistic,
  prefetch,
  type QueryResult,
} from "@mizan/react";
import {
  ArticlesProvider,
  type Profile,
  renameUser,
  signOut,
  UserProvider,
  updateProfile,
  useArticlesPage,
  useArticlesPageInfinite,
  useCurrentUser,
  useCurrentUserResult,
  userContext,
  useSignOut,
  useUpdateProfile,
  useUserOrders,
  useUserProfile,
  useUserProfileResult,
} from "./generated/index.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the value is of exactly this type. */
function exactly<Wanted>() {
  return <Got,>(_value: Got, _proof: Equal<Wanted, Got>): void => {};
}

export function useHooks() {
  exactly<Profile>()(useUserProfile(), true);
  exactly<Profile>()(useUserProfile({ user_id: 5 }), true);
  exactly<Profile | null>()(useCurrentUser(), true);
  exactly<string[]>()(useArticlesPage({ tag: null }), true);
  exactly<QueryResult<Profile>>()(useUserProfileResult(), true);
  exactly<number>()(useUserOrders({ user_id: 5 }).length, true);
  // @ts-expect-error a param of another type
  useUserProfile({ user_id: "5" });
  // @ts-expect-error a param that is missing
  useUserProfile({});
  // @ts-expect-error a param that the context does not have
  useUserProfile({ user_id: 5, page: 1 });
  // @ts-expect-error a context without params takes none
  useCurrentUser({ user_id: 5 });
  // @ts-expect-error a function of another context
  defineQuery(userContext, "articles_page");
}

export function useResults() {
  const { data, error, pending } = useUserProfileResult({ user_id: 5 });
  if (pending) return exactly<undefined>()(data, true);
  if (error) return exactly<MizanError>()(error, true);
  return exactly<Profile>()(data, true);
}

export function useNullResults() {
  const { data, error, pending } = useCurrentUserResult();
  if (pending || error) return;
  exactly<Profile | null>()(data, true);
}

export function Providers() {
  return (
    <UserProvider user_id={5}>
      <ArticlesProvider tag="rust">
        <ArticlesProvider page={2} />
      </ArticlesProvider>
      {/* @ts-expect-error a param that is missing */}
      <UserProvider />
      {/* @ts-expect-error a param of another type */}
      <UserProvider user_id="5" />
    </UserProvider>
  );
}

export async function calls() {
  exactly<Profile>()(await updateProfile({ user_id: 5, name: "Ada" }), true);
  exactly<null>()(await signOut(), true);
  await signOut(undefined, { signal: AbortSignal.timeout(1000) });
  // @ts-expect-error an argument that is missing
  await updateProfile({ user_id: 5 });
  // @ts-expect-error arguments that are missing
  await renameUser();
  // @ts-expect-error a call without arguments takes none
  await signOut({ user_id: 5 });
}

export function useLists() {
  const { pages, error } = useArticlesPageInfinite({ tag: "rust" });
  exactly<string[][]>()(pages, true);
  exactly<MizanError | undefined>()(error, true);
  useArticlesPageInfinite();
  useArticlesPageInfinite(
    {},
    { hasMore: (all) => exactly<readonly string[][]>()(all, true) === undefined },
  );
  // @ts-expect-error pages are counted by the hook
  useArticlesPageInfinite({ page: 1 });
  // @ts-expect-error a param that counts no pages of this context
  defineInfinite(userContext, "user_profile", "page");
}

export async function prefetching() {
  exactly<void>()(await prefetch(useUserProfile, { user_id: 5 }), true);
  await prefetch(useCurrentUserResult);
  await prefetch(useArticlesPageInfinite, { page: 1 });
  // @ts-expect-error params that are missing
  await prefetch(useUserProfile);
  // @ts-expect-error a param of another type
  await prefetch(useUserProfile, { user_id: "5" });
  // @ts-expect-error no hook of a context
  await prefetch(useSignOut);
}

export function useOptimism() {
  useUpdateProfile(
    optimistic(({ user_id, name }, change) => {
      exactly<number>()(user_id, true);
      change(useUserProfile, { user_id }, (profile) => ({ ...profile, name }));
      change(useArticlesPage, {}, (list, { page }) => [...list, `${page}`]);
      change(useCurrentUser, {}, (user) => exactly<Profile | null>()(user, true) ?? null);
      // @ts-expect-error data of another type
      change(useUserProfile, {}, () => null);
      // @ts-expect-error a param that the context does not have
      change(useUserProfile, { page: 1 }, (profile) => profile);
    }),
  );
}

export async function useMutations() {
  const { mutate, pending, error, data, reset } = useUpdateProfile();
  exactly<boolean>()(pending, true);
  exactly<MizanError | undefined>()(error, true);
  exactly<Profile | undefined>()(data, true);
  exactly<void>()(reset(), true);
  exactly<Profile>()(await mutate({ user_id: 5, name: "Ada" }), true);
  // @ts-expect-error an argument of another type
  await mutate({ user_id: "5", name: "Ada" });
  const leaving = useSignOut();
  exactly<null>()(await leaving.mutate(), true);
}

type ClaimError = { code: "taken"; data: { by: string } } | { code: "locked" };
const useClaim = defineMutation(defineCall<{ name: string }, null, ClaimError>("claim"));

export function useTypedErrors() {
  const { error } = useClaim();
  if (error?.code === "taken") return exactly<string>()(error.data.by, true);
  if (error?.code === "locked") return exactly<undefined>()(error.data, true);
  if (error?.code === "network") return exactly<boolean | null>()(error.committed, true);
  // @ts-expect-error a code that is neither declared nor the protocol's
  return error?.code === "takken";
}

// @ts-expect-error a param without its kind
defineContext<{ slug: string }, { one: string }>({ name: "a", params: {}, functions: ["one"] });
defineContext<{ slug: string }, { one: string }>({
  name: "a",
  params: { slug: "string" },
  // @ts-expect-error a function that the context does not have
  functions: ["two"],
});
defineProvider(defineContext<void, { one: string }>({ name: "a", params: {}, functions: ["one"] }));

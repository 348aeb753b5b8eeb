// Checked by `npm run typecheck` alone: what must compile does, what must not is expected to fail.
import {
  defineCall,
  defineContext,
  defineMutation,
  defineProvider,
  defineQuery,
  type MizanError,
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

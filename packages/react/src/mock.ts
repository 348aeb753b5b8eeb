/**
 * Answers for tests of components: no network, and the real client and hooks.
 *
 * ```tsx
 * const mock = createMizanMock();
 * mock.query(useUserProfile, ({ user_id }) => ({ name: `user ${user_id}`, bio: null }));
 * mock.call(updateProfile, ({ name }) => ({ name, bio: null }));
 * render(<MizanProvider mizan={mock.mizan}><ProfilePage /></MizanProvider>);
 * expect(mock.asked(updateProfile)).toEqual([{ user_id: 5, name: "Ada" }]);
 * ```
 */
import { createClient } from "@mizan/client";
import { createMockServer, type MizanMockServer } from "@mizan/client/mock";
import { createMizan, type Mizan } from "./provider.js";

export type { FormSource, MockAnswer, MockCallOptions, MockFormOptions } from "@mizan/client/mock";

export interface MizanMock extends MizanMockServer {
  /** What the components' `MizanProvider` is given. */
  mizan: Mizan;
}

/**
 * Makes a server that answers what it is told, and what asks it: components below
 * `<MizanProvider mizan={mock.mizan}>`, and calls outside of components.
 */
export function createMizanMock(): MizanMock {
  const server = createMockServer();
  const { fetch } = server;
  const client = createClient({ baseUrl: "/mock/", fetch, csrf: false, crossTab: false });
  return { ...server, mizan: createMizan({ client }) };
}

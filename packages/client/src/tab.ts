import { isRecord } from "./error.js";

/**
 * What tells a browser's other tabs of what was invalidated (§13), and hears it from them: nothing where
 * there is none. It opens when it is first asked for, so that a client which is never used holds nothing.
 *
 * @param receive takes what another tab sent, which reads it by the contexts that it knows
 */
export function createTabs(
  name: string,
  receive: (message: Record<string, unknown>) => void,
): () => BroadcastChannel | undefined {
  let channel: BroadcastChannel | undefined;
  return () => {
    if (!channel && typeof BroadcastChannel !== "undefined") {
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isRecord(data)) receive(data);
      };
    }
    return channel;
  };
}

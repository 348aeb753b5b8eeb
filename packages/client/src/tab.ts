import { isRecord } from "./error.js";

/** Tells a browser's other tabs what was invalidated (§13), and hears it from them. */
export interface Tabs {
  /** Begins to listen. Not done on creation, so that a client which is never used holds nothing. */
  open: () => void;
  /** Passes on JSON; the other tab reads it by the contexts that it knows. */
  send: (message: Record<string, unknown>) => void;
  close: () => void;
}

export function createTabs(
  name: string,
  receive: (message: Record<string, unknown>) => void,
): Tabs {
  let channel: BroadcastChannel | undefined;
  const open = () => {
    if (channel || typeof BroadcastChannel === "undefined") return;
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isRecord(data)) receive(data);
    };
  };
  return {
    open,
    send(message) {
      open();
      channel?.postMessage(message);
    },
    close() {
      channel?.close();
      channel = undefined;
    },
  };
}

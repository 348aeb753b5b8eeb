import { isRecord } from "./error.js";

/** Tells a browser's other tabs what was invalidated (§13), and hears it from them. */
export class Tabs {
  readonly #name: string;
  readonly #receive: (message: Record<string, unknown>) => void;
  #channel: BroadcastChannel | undefined;

  constructor(name: string, receive: (message: Record<string, unknown>) => void) {
    this.#name = name;
    this.#receive = receive;
  }

  /** Begins to listen. Not done on construction, so that a client which is never used holds nothing. */
  open(): void {
    if (this.#channel || typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isRecord(data)) this.#receive(data);
    };
  }

  /** Passes on JSON; the other tab reads it by the contexts that it knows. */
  send(message: Record<string, unknown>): void {
    this.open();
    this.#channel?.postMessage(message);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}

/** The parent's end of the worker's inspector: messages of the Chrome DevTools Protocol as objects. */
import type { Duplex } from "node:stream";

/** A command has an id and a method, an answer an id, an event a method. */
export interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface InspectorChannel {
  send(message: InspectorMessage): void;
  /** Ends the session: breakpoints go and a program that stands at one goes on. */
  close(): void;
}

/** Opens a session on a worker's pipe. At most one is open at a time: opening ends the one before. */
export type OpenInspector = (onMessage: (message: InspectorMessage) => void) => InspectorChannel;

export function createInspectorOpener(pipe: Duplex): OpenInspector {
  let receive: ((message: InspectorMessage) => void) | undefined;
  let rest = "";
  pipe.setEncoding("utf8");
  pipe.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) receive?.(JSON.parse(line) as InspectorMessage);
  });
  // The process has ended; its own port tells.
  pipe.on("error", () => undefined);
  const write = (message: object): void => { if (pipe.writable) pipe.write(`${JSON.stringify(message)}\n`); };
  return (onMessage) => {
    receive = onMessage;
    write({ method: "open" });
    return {
      send: (message) => { if (receive === onMessage) write(message); },
      close: () => {
        if (receive !== onMessage) return;
        receive = undefined;
        write({ method: "close" });
      },
    };
  };
}

/** Starts the types process and hears of its end. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startChild } from "../host/child.ts";
import type { Answer, Question } from "./messages.ts";

export interface TypesProcess {
  readonly pid: number | undefined;
  ask(question: Question): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

export interface TypesListener {
  onAnswer(answer: Answer): void;
  /** It ended without being told to; `how` is for the log. */
  onCrash(how: string): void;
}

/** Megabytes. With the compiler itself the process stays below 430. */
const usualHeap = 288;

export function startTypesProcess({ onAnswer, onCrash }: TypesListener, heapLimit = usualHeap): TypesProcess {
  const child = startChild<Question, Answer>(entry(), [`--max-old-space-size=${String(heapLimit)}`, "--max-semi-space-size=8"], { onMessage: onAnswer, onEnd: onCrash });
  return { pid: child.pid, ask: child.send, kill: child.kill };
}

/** `types.js` beside our bundle, or this folder's source. */
function entry(): string {
  const url = import.meta.url as string | undefined;
  return url === undefined ? path.join(__dirname, "types.js") : fileURLToPath(new URL("./main.ts", url));
}

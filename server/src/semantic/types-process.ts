/** Starts the types process and hears of its end. */
import { fork } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
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

export function startTypesProcess(listener: TypesListener, heapLimit = usualHeap): TypesProcess {
  const child = fork(entry(), [], { execArgv: [`--max-old-space-size=${String(heapLimit)}`, "--max-semi-space-size=8"], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let killed = false;
  let said = "";
  child.stderr?.on("data", (text: Buffer) => { said = (said + text.toString()).slice(-2000); });
  child.on("message", (answer) => { listener.onAnswer(answer as Answer); });
  const ended = (how: string): void => {
    if (killed) return;
    killed = true;
    const reason = /FATAL ERROR: .*|\w*Error: .*/.exec(said)?.[0];
    listener.onCrash(reason === undefined ? how : `${how}: ${reason}`);
  };
  child.on("error", (error) => { ended(error.message); });
  child.on("exit", (code, signal) => { ended(signal ?? `exit code ${String(code)}`); });
  return {
    pid: child.pid,
    ask: (question) => { if (child.connected) child.send(question, () => { /* A process that has just ended is heard of by its exit. */ }); },
    kill: () => {
      killed = true;
      child.kill("SIGKILL");
    },
  };
}

/** `types.js` beside our bundle, or this folder's source. */
function entry(): string {
  const url = import.meta.url as string | undefined;
  return url === undefined ? path.join(__dirname, "types.js") : fileURLToPath(new URL("./main.ts", url));
}

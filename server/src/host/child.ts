/** Programs of ours in processes of their own: started, spoken to, and ended with the one that started them. */
import { fork } from "node:child_process";
import os from "node:os";

export interface Child<Sent> {
  readonly pid: number | undefined;
  send(message: Sent): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

export interface ChildListener<Heard> {
  onMessage(message: Heard): void;
  /** It ended without being told to; `how` is for the log. */
  onEnd(how: string): void;
}

/** @param file What it runs. */
export function startChild<Sent extends object, Heard>(file: string, execArgv: readonly string[], listener: ChildListener<Heard>): Child<Sent> {
  const child = fork(file, [], { execArgv: [...execArgv], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  if (child.pid !== undefined) letOthersFirst(child.pid);
  let ended = false;
  let said = "";
  child.stderr?.on("data", (text: Buffer) => { said = (said + text.toString()).slice(-2000); });
  child.on("message", (message) => { listener.onMessage(message as Heard); });
  const end = (how: string): void => {
    if (ended) return;
    ended = true;
    const reason = /FATAL ERROR: .*|\w*Error: .*/.exec(said)?.[0];
    listener.onEnd(reason === undefined ? how : `${how}: ${reason}`);
  };
  child.on("error", (error) => { end(error.message); });
  child.on("exit", (code, signal) => { end(signal ?? `exit code ${String(code)}`); });
  return {
    pid: child.pid,
    send: (message) => { if (child.connected) child.send(message, () => { /* A process that has just ended is heard of by its exit. */ }); },
    kill: () => {
      ended = true;
      child.kill("SIGKILL");
    },
  };
}

/** Whatever else the machine does is more urgent. Set before the process has made its threads: on Linux each has the priority of the one that made it. */
function letOthersFirst(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch { /* It has ended already. */ }
}

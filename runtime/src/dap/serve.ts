/** `stepwise dap --stdio`: one debug session over standard input and output. */
import { InngestDebugSession } from "./session.ts";
import type { LaunchDebuggee } from "./debuggee.ts";
import type { SourceModel } from "./source-model.ts";

/** Resolves when the session has ended and nothing of it is left. */
export function serveStdio(ports: { readonly launch: LaunchDebuggee; readonly sources: SourceModel }): Promise<void> {
  // Standard output belongs to the protocol; a stray print would break it.
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  return new Promise((resolve) => {
    const session = new InngestDebugSession({
      ...ports,
      onEnd: () => {
        // Only this keeps the process alive once the program's own process is gone.
        process.stdin.destroy();
        resolve();
      },
    });
    const end = (): void => { void session.end(); };
    // A client that goes away without a word, and one that is told to end: the debugged program must not outlive either.
    process.stdin.once("end", end);
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
    session.start(process.stdin, process.stdout);
  });
}

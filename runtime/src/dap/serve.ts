/** `stepwise dap --stdio`: one debug session over standard input and output. */
import type { LoadSources } from "./request-arguments.ts";
import { keepingRecording } from "./keep-recording.ts";
import { launchDebuggee } from "./launch-debuggee.ts";
import { launchRecording } from "./launch-recording.ts";
import { warmEsbuild } from "../worker/load-esbuild.ts";
import { InngestDebugSession } from "./session.ts";
import type { LaunchDebuggee } from "./debuggee.ts";

/** Resolves when the session has ended and nothing of it is left. */
export function serveStdio(ports: { readonly launch: LaunchDebuggee; readonly sources: LoadSources }): Promise<void> {
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

/** The `dap` command. Exit code 0: the session ended, however it went; 2: bad usage. */
export async function serveDap(args: readonly string[]): Promise<number> {
  const wrong = args.find((arg) => arg !== "--stdio");
  if (wrong !== undefined || args.length === 0) {
    process.stderr.write("stepwise dap: say `stepwise dap --stdio`; standard input and output are the only transport\n");
    return 2;
  }
  warmEsbuild();
  let sources: ReturnType<LoadSources> | undefined;
  await serveStdio({
    launch: keepingRecording(async (args, hooks, signal) => (args.attach !== undefined ? (await import("./attach-debuggee.ts")).attachDebuggee : args.program === args.recording ? launchRecording : launchDebuggee)(args, hooks, signal)),
    sources: () => (sources ??= import("./analyzed-sources.ts").then(({ createSourceModel }) => createSourceModel())),
  });
  return 0;
}

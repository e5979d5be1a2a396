/** Entry of this program's commands; see shared/cli/main.ts. Each loads only what it needs. */
import type { ScanThread } from "./host/scan-thread.ts";

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  "keep-index": async () => (await import("./lsp/keep-index.ts")).runKeepIndex(),
  lsp: async (args) => (await import("./lsp/run-server.ts")).runServer(args),
};

/** `stepwise check`, which check-main.ts starts. */
export async function check(args: readonly string[], thread: ScanThread): Promise<never> {
  const code = await (await import("./check/run-check.ts")).runCheck(args, write, thread);
  // Now, without a last collection of what the check made.
  process.exit(code);
}

/** Resolves once the text is written, or whoever reads it wants no more. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.once("error", (error: NodeJS.ErrnoException) => { if (error.code === "EPIPE") resolve(); else reject(error); });
    process.stdout.write(text, (error) => { if (!error) resolve(); });
  });
}

/** Returns the exit code. */
export async function main(command: string, args: readonly string[]): Promise<number> {
  const start = commands[command];
  if (start === undefined) throw new Error(`\`${command}\` is not part of this program`);
  return start(args);
}

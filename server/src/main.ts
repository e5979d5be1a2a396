/** Entry of this program's commands; see shared/cli/main.ts. Each loads only what it needs. */
import { ScanThread } from "./host/scan-thread.ts";

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  check: async (args) => {
    const thread = new ScanThread();
    return (await import("./check/run-check.ts")).runCheck(args, (text) => process.stdout.write(text), thread);
  },
  "keep-index": async () => (await import("./lsp/keep-index.ts")).runKeepIndex(),
  lsp: async (args) => (await import("./lsp/run-server.ts")).runServer(args),
};

/** Returns the exit code. */
export async function main(command: string, args: readonly string[]): Promise<number> {
  const start = commands[command];
  if (start === undefined) throw new Error(`\`${command}\` is not part of this program`);
  return start(args);
}

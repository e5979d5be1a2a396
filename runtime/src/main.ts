/** Entry of this program's commands; see shared/cli/main.ts. */
import { run } from "./cli/run.ts";
import { serveDap } from "./dap/serve.ts";

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = { run: (args) => run(args), serve: async (args) => (await import("./cli/serve.ts")).serve(args), dap: serveDap };

/** Returns the exit code. */
export async function main(command: string, args: readonly string[]): Promise<number> {
  const start = commands[command];
  if (start === undefined) throw new Error(`\`${command}\` is not part of this program`);
  return start(args);
}

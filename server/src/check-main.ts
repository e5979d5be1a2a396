/** Entry of `stepwise check`: the thread that reads folders starts before the analysis is loaded, which is in the server's bundle. */
import { ScanThread } from "./host/scan-thread.ts";

/** Returns the exit code. */
export async function main(_command: string, args: readonly string[]): Promise<number> {
  const thread = new ScanThread();
  return (await import("./main.ts")).check(args, thread);
}

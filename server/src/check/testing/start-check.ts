/** The check as `stepwise check` starts it, from source. */
import { main } from "../../check-main.ts";

try {
  process.exitCode = await main("check", process.argv.slice(2));
} catch (error) {
  process.stderr.write(`stepwise: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

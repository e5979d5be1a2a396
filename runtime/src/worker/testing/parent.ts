/**
 * Starts a worker for the file named on the command line, has its function `app-spins` keep it busy, tells its own parent
 * and ends without disposing when told to; for tests of a parent that forgets its worker.
 */
import { callRequest, startHarness } from "./project.ts";

const { worker } = await startHarness({ program: process.argv[2] ?? "" });
process.on("message", (how) => {
  if (how === "exit") process.exit(0);
  worker.call(callRequest("app-spins", { disableImmediateExecution: false }), AbortSignal.timeout(60_000)).catch(() => undefined);
  process.send?.("spinning");
});
process.send?.({ pid: worker.pid, bundle: worker.bundle });

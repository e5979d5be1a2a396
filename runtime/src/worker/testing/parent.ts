/** Starts a worker for the file named on the command line and tells its own parent; for tests that end it without notice. */
import { startHarness } from "./project.ts";

const { worker } = await startHarness({ program: process.argv[2] ?? "" });
process.send?.({ pid: worker.pid, bundle: worker.bundle });

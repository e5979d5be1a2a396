/** The debug adapter over stdio, from source: what wire tests start. */
import { main } from "../../main.ts";

process.exitCode = await main("dap", ["--stdio"]);

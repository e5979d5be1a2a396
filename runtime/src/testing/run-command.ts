/** A command of this program as a process of its own, from source; its arguments are the command's. */
import { main } from "../main.ts";

const [command = "", ...args] = process.argv.slice(2);
process.exitCode = await main(command, args);

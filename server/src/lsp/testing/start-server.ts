/** The server as `stepwise lsp` starts it, from source. */
import { main } from "../../main.ts";

await main("lsp", process.argv.slice(2));

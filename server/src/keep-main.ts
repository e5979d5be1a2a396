/** Entry of the process that keeps the index; all of its code is in the server's bundle. */
import { keepCompiledCode } from "../../shared/cli/compiled-code.ts";

keepCompiledCode();
void import("./main.ts").then(({ main }) => main("keep-index", [])).then((code) => { process.exit(code); });

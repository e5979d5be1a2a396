/** Where TypeScript's own `lib.*.d.ts` are: beside the bundles in `lib/`, else in the package. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { toSlashes } from "../host/disk.ts";

/** In a bundle there is no `import.meta.url`. */
const source = import.meta.url as string | undefined;

export const libraries = toSlashes(source === undefined ? path.join(__dirname, "lib") : fileURLToPath(new URL("../../../node_modules/typescript/lib", source)));

/** TypeScript's own type declarations, for the types process: the language's in one file, the browser's in another. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** The two that `server/src/semantic/options.ts` asks for. */
const roots = ["lib.esnext.d.ts", "lib.dom.d.ts"];

/**
 * Text by file name, whole and without comments: these are most of the text, and would be read and kept in memory at
 * every start. A file that asks for another library is refused in silence: all of the language is there already.
 */
export function readTypeLibraries(): ReadonlyMap<string, string> {
  const folder = path.dirname(ts.getDefaultLibFilePath({}));
  const printer = ts.createPrinter({ removeComments: true });
  const seen = new Set<string>();
  const modules = new Map<string, string>();
  const read = (name: string): string => {
    if (seen.has(name)) return "";
    seen.add(name);
    const file = ts.createSourceFile(name, readFileSync(path.join(folder, name), "utf8"), ts.ScriptTarget.Latest);
    const own = printer.printFile(file).replaceAll(/^\s*\/\/\/ <reference .*\n/gm, "").replaceAll(/\/\*![\s\S]*?\*\/\s*/g, "");
    const others = file.libReferenceDirectives.map(({ fileName }) => read(`lib.${fileName}.d.ts`)).join("");
    if (!ts.isExternalModule(file)) return others + own;
    // Names of a module are its own: it stays a file, and whoever needs it says so.
    modules.set(name, own);
    return others;
  };
  const licence = /\/\*![\s\S]*?\*\//.exec(readFileSync(path.join(folder, "lib.d.ts"), "utf8"))?.[0] ?? "";
  const texts = roots.map((name) => [name, read(name)] as const);
  const references = [...modules.keys()].map((name) => `/// <reference lib="${name.slice("lib.".length, -".d.ts".length)}" />\n`).join("");
  return new Map([...texts.map(([name, text]) => [name, `${name === roots[0] ? references : ""}${licence}\n${text}`] as const), ...modules]);
}

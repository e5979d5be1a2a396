/** How our bundles come by the compiler: as a library of their own, or as the part of it that parses. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import type { Plugin } from "esbuild";
import { cutCompiler } from "./compiler-parts.ts";

/** Libraries that every bundle shares as one copy: `typescript.js`, `esbuild.js`. */
export const sharedLibraries: Plugin = {
  name: "shared-libraries",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^esbuild$/ }, () => ({ path: "./esbuild.js", external: true }));
    // As an external import each file of ours would copy the compiler's thousands of exports when it loads: 0.15 s in all.
    onResolve({ filter: /^typescript$/ }, () => ({ path: "typescript", namespace: "shared-library" }));
    onLoad({ filter: /.*/, namespace: "shared-library" }, () => ({ contents: compilerModule() }));
    onResolve({ filter: /.*/, namespace: "shared-library" }, ({ path: name }) => ({ path: name, external: true }));
  },
};

/**
 * The compiler's exports are getters on an object too large for fast access, some twenty times slower to read than a
 * field, and the analysis reads them all the time: so the names in use become fields of an object of ours.
 */
function compilerModule(): string {
  // Types are among the names; they are no exports. An object literal of this size would be slow to read as well.
  const fields = [...namesIn(globSync(["{shared,server,runtime}/**/*.ts"]))].filter((name) => name in ts).sort().map((name) => `  ${name} = compiler.${name};\n`);
  return `const compiler = require("./typescript.js");\nexport default new class {\n${fields.join("")}}();\n`;
}

/** What is read from `ts` in some files. */
function namesIn(files: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    const imported = /^import (?!type)(.*) from "typescript";$/m.exec(text)?.[1];
    if (imported === undefined) continue;
    if (imported !== "ts") throw new Error(`${file}: import the compiler as \`import ts from "typescript"\`; a bundle has only the names read from \`ts\``);
    for (const [, name = ""] of text.matchAll(/\bts\.([A-Za-z]\w*)/g)) names.add(name);
  }
  return names;
}

/**
 * The language server parses and needs no more of the compiler, whose loading would take 40 ms and 30 MB at each start:
 * it gets that part inside its own bundle, where each name is a variable instead of a field. Only what asks for types
 * in this process, `stepwise check`, loads the whole.
 */
export const parserInside: Plugin = {
  name: "parser-inside",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^typescript$/ }, ({ importer }) => (asksForTypes.test(importer) ? undefined : { path: "parser", namespace: "compiler-parts", sideEffects: false }));
    onLoad({ filter: /^parser$/, namespace: "compiler-parts" }, () => ({ contents: cutCompiler(parserNames()) }));
    onLoad({ filter: /[\\/](?:shared|server)[\\/].*\.ts$/ }, ({ path: file }) => (asksForTypes.test(file) ? undefined : { contents: withParser(readFileSync(file, "utf8")), loader: "ts" }));
  },
};

const asksForTypes = /[\\/]server[\\/]src[\\/]semantic[\\/]/;
const enumsInUse = ["SyntaxKind", "NodeFlags", "ScriptKind", "ScriptTarget", "ModifierFlags", "JSDocParsingMode"] as const;

/** Names instead of an object of them, and numbers instead of members of enumerations, which are slow to read from objects of that size. */
function withParser(text: string): string {
  return text.replace('import ts from "typescript";', 'import * as ts from "typescript";').replaceAll(/\bts\.([A-Z]\w+)\.([A-Z]\w*)/g, (whole, name: string, member: string) => {
    const value = enumsInUse.find((known) => known === name) === undefined ? undefined : (ts[name as "SyntaxKind"] as Readonly<Record<string, unknown>>)[member];
    return typeof value === "number" ? String(value) : whole;
  });
}

/** What the parser's part of the compiler has to have. */
export function parserNames(): string[] {
  const files = globSync(["{shared,server}/**/*.ts"]).filter((file) => !/\.test\.ts$|[\\/]testing(?:[\\/]|\.ts$)/.test(file) && !asksForTypes.test(path.resolve(file)));
  return [...namesIn(files)].filter((name) => name in ts).sort();
}

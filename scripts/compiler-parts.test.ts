/** The parser as it is cut out for the language server: what it makes of any text is what the whole compiler makes of it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import fc from "fast-check";
import ts from "typescript";
import { tried } from "../test/property.ts";
import { cutCompiler } from "./compiler-parts.ts";
import { parserNames } from "./compiler-plugins.ts";

type Compiler = Pick<typeof ts, "createSourceFile" | "updateSourceFile" | "parseConfigFileTextToJson" | "forEachChild">;

const text = cutCompiler(parserNames());
const { outputFiles } = await build({ stdin: { contents: text, loader: "js" }, bundle: true, platform: "node", format: "cjs", write: false, logLevel: "error" });
const loaded: { exports: unknown } = { exports: {} };
new Function("module", "exports", "require", outputFiles[0]?.text ?? "")(loaded, loaded.exports, createRequire(import.meta.url));
const parser = loaded.exports as Compiler;

const root = path.resolve(import.meta.dirname, "..");
const corpus = globSync(["shared/analysis/*.ts", "server/src/**/*.ts", "client/src/**/*.ts", "scripts/*.mjs", "eslint.config.mjs", "examples/*/node_modules/inngest/{*.d.ts,*.js}"], { cwd: root }).sort()
  .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") })).filter((entry) => entry.text.length < 60_000);

const options: ts.CreateSourceFileOptions = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseAll };

/** A tree as text, with everything that an analysis may ask a node. */
function toLines(compiler: Compiler, file: ts.SourceFile): string[] {
  const lines: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = "text" in node && node !== file ? JSON.stringify(node.text) : "";
    lines.push(`${String(node.kind)} ${String(node.pos)}-${String(node.getStart(file))}-${String(node.end)} ${String(node.flags)} ${name} ${String(ts.getJSDocCommentsAndTags(node).length)}`);
    compiler.forEachChild(node, visit);
  };
  visit(file);
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  return [...lines, ...parseDiagnostics.map(({ start, length, messageText }) => `${String(start)}+${String(length)} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`)];
}

test("every file of this repository parses alike", () => {
  assert.ok(corpus.length > 100);
  for (const { file, text: source } of corpus.filter((_entry, index) => index % 5 === 0)) {
    const parse = (compiler: Compiler): string[] => toLines(compiler, compiler.createSourceFile(file, source, options, true));
    assert.deepEqual(parse(parser), parse(ts), file);
  }
});

test("so does text that is cut and typed into, anew and bit by bit", () => {
  const edit = fc.record({ at: fc.nat(), length: fc.integer({ min: 0, max: 300 }), typed: fc.constantFrom("", "(", "}", "`", "<", "await ", "const x = ", "/** @type {", "class A { #b", "/(?<a>b)+/v", "@a ", "import x from ") });
  fc.assert(fc.property(fc.nat(corpus.length - 1), fc.array(edit, { minLength: 1, maxLength: 4 }), (chosen, edits) => {
    const { file, text: source } = corpus[chosen] ?? { file: "", text: "" };
    const play = (compiler: Compiler): string[][] => {
      let current = source.slice(0, 8000);
      let tree = compiler.createSourceFile(file, current, options, true);
      return edits.map(({ at, length, typed }) => {
        const start = at % (current.length + 1);
        const end = Math.min(current.length, start + length);
        current = current.slice(0, start) + typed + current.slice(end);
        tree = compiler.updateSourceFile(tree, current, { span: { start, length: end - start }, newLength: typed.length });
        return [...toLines(compiler, tree), ...toLines(compiler, compiler.createSourceFile(file, current, options, true))];
      });
    };
    assert.deepEqual(play(parser), play(ts));
  }), tried(40, 3));
});

test("so does JSON with comments and with mistakes", () => {
  for (const json of ["{ // a\n \"a\": [1, \"b\", null,], }", "{ \"a\": ", "[}", "", "{ \"extends\": 'x', \"b\": -1e3, c: true }"]) {
    const read = (compiler: Compiler): unknown => {
      const { config, error } = compiler.parseConfigFileTextToJson("/a.json", json) as { readonly config?: unknown; readonly error?: ts.Diagnostic };
      return { config, error: error && { start: error.start, message: error.messageText } };
    };
    assert.deepEqual(read(parser), read(ts), json);
  }
});

test("a name that the compiler does not have is told", () => {
  assert.throws(() => cutCompiler(["createSourceFile", "noSuchThing"]), /has no `noSuchThing`/);
});

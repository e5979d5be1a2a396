/** The injected grammars on VS Code's own TypeScript grammar. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const require = createRequire(import.meta.url);

const files: Readonly<Record<string, string>> = {
  "source.ts": require.resolve("tm-grammars/grammars/typescript.json"),
  "inngest.expression.injection": new URL("expression.json", import.meta.url).pathname,
  "inngest.event.injection": new URL("event.json", import.meta.url).pathname,
};
let grammar: IGrammar | null = null;

/** To be awaited before anything is asked. */
export async function loadGrammars(): Promise<void> {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns), createOnigString: (text) => new oniguruma.OnigString(text) }),
    loadGrammar: (scope) => Promise.resolve(files[scope] === undefined ? null : textmate.parseRawGrammar(readFileSync(files[scope], "utf8"), files[scope])),
    getInjections: (scope) => scope === "source.ts" ? Object.keys(files).slice(1) : [],
  });
  grammar = await registry.loadGrammar("source.ts");
}

/** Innermost scope of each piece of a text, blanks left out. */
export function toScopes(text: string): string[] {
  assert.ok(grammar);
  let state = textmate.INITIAL;
  const pieces: string[] = [];
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const piece = line.slice(startIndex, endIndex).trim();
      if (piece !== "") pieces.push(`${piece} ${scopes.at(-1) ?? ""}`);
    }
  }
  return pieces;
}

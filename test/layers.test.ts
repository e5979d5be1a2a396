/** The layer rules of ARCHITECTURE.md: each is tried with an import that breaks it, and with one that does not. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { ESLint } from "eslint";
import { root } from "./tree.ts";

const eslint = new ESLint({ cwd: root });

async function isAllowed(file: string, module: string): Promise<boolean> {
  const [result] = await eslint.lintText(`import * as imported from "${module}";\nexport const use = imported;\n`, { filePath: path.join(root, file) });
  const fatal = result?.messages.find(({ fatal }) => fatal === true);
  assert.equal(fatal, undefined, fatal?.message);
  return result?.messages.every(({ ruleId }) => ruleId !== "no-restricted-imports") ?? false;
}

const forbidden: readonly (readonly [file: string, module: string])[] = [
  ["client/src/a.ts", "../../server/src/main.ts"],
  ["client/src/a.ts", "../../runtime/src/main.ts"],
  ["client/src/commands/a.ts", "../../../server/src/main.ts"],
  ["client/src/a.ts", "@vscode/debugadapter"],
  ["client/src/a.ts", "inngest"],
  ["server/src/a.ts", "../../client/src/extension.ts"],
  ["server/src/a.ts", "../../runtime/src/main.ts"],
  ["server/src/a.ts", "vscode"],
  ["server/src/a.ts", "vscode-languageserver/node"],
  ["server/src/lsp/a.ts", "vscode"],
  ["server/src/lsp/a.ts", "../../../client/src/extension.ts"],
  ["server/src/rules/a.ts", "node:fs"],
  ["server/src/rules/a.ts", "vscode-languageserver"],
  ["server/src/features/a.ts", "node:path"],
  ["server/src/features/a.ts", "../../../runtime/src/main.ts"],
  ["runtime/src/a.ts", "../../client/src/extension.ts"],
  ["runtime/src/a.ts", "../../server/src/main.ts"],
  ["runtime/src/a.ts", "vscode"],
  ["runtime/src/a.ts", "inngest"],
  ["runtime/src/api/a.ts", "@vscode/debugadapter"],
  ["runtime/src/dap/a.ts", "vscode"],
  ["runtime/src/dap/a.ts", "inngest"],
  ["runtime/src/worker/a.ts", "@vscode/debugadapter"],
  ["runtime/src/worker/a.ts", "../../../server/src/main.ts"],
  ["runtime/src/executor/a.ts", "node:fs"],
  ["runtime/src/executor/a.ts", "node:timers/promises"],
  ["runtime/src/executor/a.ts", "../worker/main.ts"],
  ["runtime/src/executor/a.ts", "../dap/session.ts"],
  ["shared/analysis/a.ts", "../../server/src/rules/rule.ts"],
  ["shared/inngest/a.ts", "../../runtime/src/executor/model.ts"],
  ["shared/protocol/a.ts", "../../client/src/extension.ts"],
  ["shared/protocol/a.ts", "vscode"],
  ["shared/protocol/a.ts", "vscode-languageserver"],
  ["shared/protocol/a.ts", "vscode-languageclient"],
];

const allowed: readonly (readonly [file: string, module: string])[] = [
  ["client/src/a.ts", "vscode"],
  ["client/src/a.ts", "vscode-languageclient/node"],
  ["client/src/a.ts", "../../shared/protocol/commands.ts"],
  ["server/src/lsp/a.ts", "vscode-languageserver/node"],
  ["server/src/rules/a.ts", "../../../shared/analysis/model.ts"],
  ["server/src/a.ts", "node:fs"],
  ["runtime/src/dap/a.ts", "@vscode/debugadapter"],
  ["runtime/src/dap/a.ts", "../executor/model.ts"],
  ["runtime/src/worker/a.ts", "node:module"],
  ["runtime/src/worker/a.ts", "inngest"],
  ["runtime/src/executor/a.ts", "node:crypto"],
  ["runtime/src/executor/a.ts", "./model.ts"],
  ["shared/analysis/a.ts", "typescript"],
];

for (const [file, module] of forbidden) {
  test(`${path.posix.dirname(file)} does not import ${module}`, async () => {
    assert.equal(await isAllowed(file, module), false);
  });
}

for (const [file, module] of allowed) {
  test(`${path.posix.dirname(file)} may import ${module}`, async () => {
    assert.equal(await isAllowed(file, module), true);
  });
}

/** Rule that a line of code breaks in a file, or undefined. */
async function findBrokenRule(file: string, code: string): Promise<string | undefined> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return result?.messages.map(({ ruleId }) => ruleId ?? "syntax").find((rule) => rule.startsWith("no-restricted-"));
}

const impure = ["export const now = Date.now();", "export const chance = Math.random();", "setTimeout(String, 1);", "void fetch('https://example.com');", "process.exit();"];

for (const layer of ["runtime/src/executor", "server/src/rules", "server/src/features", "shared/analysis"]) {
  for (const code of impure) {
    test(`${layer} is pure: no ${code}`, async () => {
      assert.match(await findBrokenRule(`${layer}/a.ts`, code) ?? "nothing", /^no-restricted-(globals|properties)$/);
    });
  }
}

test("elsewhere the clock may be read", async () => {
  assert.equal(await findBrokenRule("runtime/src/clock/a.ts", impure[0] ?? ""), undefined);
});

test("nothing is exported by default", async () => {
  assert.equal(await findBrokenRule("shared/a.ts", "export default 1;"), "no-restricted-syntax");
});

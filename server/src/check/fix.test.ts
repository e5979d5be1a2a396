import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { rules } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { check } from "./check.ts";

const manifest = { "/app/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }' };
const client = 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\n';

function fix(text: string, own: readonly Rule[] = rules): { readonly text: string | undefined; readonly fixed: number | undefined; readonly left: number } {
  const { report, changed } = check({ disk: new MemoryDisk({ ...manifest, "/app/a.ts": text }), analyze: analyzeFile, rules: own, directory: "/app", paths: [], fix: true });
  return { text: changed.get("/app/a.ts"), fixed: report.fixed, left: report.findings.length };
}

/** A rule that finds a word and puts another in its place. */
function replacing(id: string, from: string, to: string): Rule {
  return {
    id, group: "steps", severity: "warning", fixable: true, summary: "",
    *check({ path: file, text }) {
      for (let start = text.indexOf(from); start >= 0; start = text.indexOf(from, start + 1)) {
        const span = { start, end: start + from.length };
        yield { rule: id, span, message: from, fixes: [{ title: to, preferred: true, edits: [{ path: file, span, newText: to }] }] };
      }
    },
  };
}

const words = (text: string): string => `${client}/* ${text} */\n`;

test("fixes of one place are applied one after the other, those of several at once", () => {
  assert.deepEqual(fix(words("one two one"), [replacing("a", "one two", "1 2"), replacing("b", "two one", "2 1"), replacing("c", "one", "1")]), { text: words("1 2 1"), fixed: 2, left: 0 });
});

test("two fixes that undo each other come to rest, and what they did not change is told", () => {
  const undone = fix(words("one"), [replacing("a", "one", "two"), replacing("b", "two", "one")]);
  assert.deepEqual(undone, { text: words("two"), fixed: 1, left: 1 });
  const growing = fix(words("one"), [replacing("a", "one", "oneone")]);
  assert.ok((growing.text?.length ?? 0) < 10_000 && growing.left > 0);
});

test("a fix after which the text would not parse is not applied", () => {
  assert.deepEqual(fix(`${client}const one = 1;\n`, [replacing("a", "one", "on e")]), { text: undefined, fixed: 0, left: 1 });
  assert.equal(fix(`${client}const one = ;\n`, [replacing("a", "one", "two")]).text, `${client}const two = ;\n`);
});

test("lines that a fix adds end as those of the file do", () => {
  const text = `${client}await inngest.send({\n  name: "app/a",\n  data: {\n    a: 1,\n  },\n  ts: "1700000000000",\n});\nexport const f = inngest.createFunction({ id: "f", triggers: { event: "app/b" } }, async ({ step }) => {\n  const paid = await step.waitForEvent("paid", { event: "app/c", timeout: "1d" });\n  return paid.data;\n});\n`;
  const rule: Rule = { ...replacing("a", "ts:", "v: \"1\",\n  ts:"), check: (file) => (file.text.includes("v:") ? [] : replacing("a", "ts:", "v: \"1\",\n  ts:").check(file, { snapshot: undefined as never })) };
  const mended = fix(text.replaceAll("\n", "\r\n"), [...rules, rule]).text ?? "";
  assert.match(mended, /v: "1",\r\n {2}ts: 1700000000000/);
  assert.doesNotMatch(mended, /[^\r]\n/);
});

test("on disk a byte order mark stays, and what only types tell is still told after a fix", () => {
  const root = mkdtempSync(path.join(tmpdir(), "stepwise-fix-"));
  try {
    symlinkSync(fileURLToPath(new URL("../../../examples/onboarding/node_modules", import.meta.url)), path.join(root, "node_modules"), "junction");
    writeFileSync(path.join(root, "package.json"), '{ "dependencies": { "inngest": "^4.0.0" } }');
    writeFileSync(path.join(root, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler" } }');
    const text = `\uFEFFimport { eventType, Inngest, staticSchema } from "inngest";\r\nconst inngest = new Inngest({ id: "app" });\r\nexport const a = eventType("app/a", { schema: staticSchema<{ id: string }>() });\r\nexport async function send(id: number) {\r\n  inngest.send({ name: "app/a", data: { id } });\r\n}\r\n`;
    writeFileSync(path.join(root, "send.ts"), text);
    const entry = fileURLToPath(new URL("./testing/start-check.ts", import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [entry, "--fix"], { cwd: root, encoding: "utf8" });
    assert.equal(readFileSync(path.join(root, "send.ts"), "utf8"), text.replace("  inngest.send", "  await inngest.send"));
    assert.match(stdout, /^send\.ts:5:47 {2}error {2}event-payload-shape {2}`id` of `app\/a` must be a string, not a number\n/);
    assert.match(stdout, /\n1 fixed\n1 error, 0 warnings in 1 file\n$/);
    assert.equal(status, 1);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

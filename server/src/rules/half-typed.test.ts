/** Half-typed code: whatever is cut out of a file, the analysis, every rule and every feature answer, and incremental parsing changes nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import ts from "typescript";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import { MemoryFiles } from "../../../shared/analysis/testing/fixture.ts";
import type { SourceFiles } from "../../../shared/analysis/source-files.ts";
import { askEverything } from "../features/testing.ts";
import { tried } from "../../../test/property.ts";
import { rules } from "./registry.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";

const PATH = "/main.ts";

const HELPERS = `
//- /helpers.ts sdk:v4
import { Inngest, eventType, type GetStepTools } from "inngest";
import { z } from "zod";
export const inngest = new Inngest({ id: "app" });
export const EVENTS = { activated: "app/user.activated" } as const;
export const activated = eventType(EVENTS.activated, { schema: z.object({ userId: z.string() }) });
export async function notify(step: GetStepTools<typeof inngest>, id: string) { await step.run("notify", () => id); }
`;

const TEXT = `import { EventSchemas, step as imported } from "inngest";
import * as helpers from "./helpers";
import { EVENTS, activated, inngest, notify } from "./helpers";

const options = { id: "onboarding", triggers: [{ event: activated }, { cron: "0 * * * *" }], cancelOn: [{ event: "app/user.deleted" }] };
enum Id { Charge = "charge" }
class Flow<T extends { step: typeof imported }> {
  constructor(private readonly deps: T, static readonly x = 1) {}
  async run({ step: tools }: { step: typeof imported }) { return this.deps.step.run(\`class-\${Id.Charge}\`, async () => await tools.run("nested", () => 1)); }
}

export default inngest.createFunction(options, async ({ event, step, ...rest }, second = step) => {
  const { run, sendEvent: send } = step, jobs: Promise<unknown>[] = [];
  if (event.data.plan === "pro" && !rest.skip) { await run("a", () => 1); return; } else if (event.data.x) throw new Error(await step.run("b", () => ""));
  switch (event.data.kind) {
    case "one": await step.run(Id.Charge, () => 1);
    case "two": { const pending = step.sleep("wait", "1h"); await pending; break; }
    default: label: for (const item of event.data.list) { if (item) continue label; jobs.push(second.run(item.id, () => item)); }
  }
  try { await Promise.all([...jobs, step.sendEvent({ name: EVENTS.activated, data: { userId: 1, ...rest } }), send("x", [activated.create({ userId: "u" })])]); }
  catch (error) { void step.sendEvent("failed", { name: "app/failed", data: { error, ts: Date.now(), nested: [{ a: null }] }, ts: 5 }); }
  finally { await notify(step, event.data.id); }
  do { await helpers.notify(step, "x"); } while (event.data.again ? await step.run({ id: "again", name: "Again" }, () => true) : false);
  const local = async function named(n: number): Promise<void> { await step.waitForEvent("w", { event: EVENTS.activated, timeout: "1d", if: "x" }); if (n) await named(n - 1); };
  event.data.list.forEach(async (item) => { step.run("floating", async () => { await step.run("inner", () => item); }).then(local); });
  return inngest.send({ name: "a", data: { when: new Date(), big: 10n } });
});
`;

function withText(text: string): MemoryFiles {
  const files = MemoryFiles.of(HELPERS);
  files.write({ path: PATH, text, sdk: 4 });
  return files;
}

/** @param offset Where the cursor stands. */
function checkAnswers(text: string, offset: number): void {
  const files = [...MemoryFiles.of(HELPERS).paths().map((path) => ({ path, text: HELPERS.split("\n").slice(2).join("\n"), sdk: 4 as const })), { path: PATH, text, sdk: 4 as const }];
  const snapshot = snapshotOf(files);
  const file = snapshot.file(PATH);
  assert.ok(file);
  for (const rule of rules) {
    for (const finding of rule.check(file, { snapshot })) {
      assert.ok(finding.span.start >= 0 && finding.span.start <= finding.span.end && finding.span.end <= text.length, `${rule.id} points outside the file`);
    }
  }
  askEverything(snapshot, PATH, offset, (path) => files.find((other) => other.path === path)?.text);
}

test("a file cut off anywhere", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: TEXT.length }), (length) => { checkAnswers(TEXT.slice(0, length), length); }), tried(50, 1));
});

test("a file with any range deleted", () => {
  const range = fc.tuple(fc.integer({ min: 0, max: TEXT.length }), fc.integer({ min: 1, max: 200 }));
  fc.assert(fc.property(range, ([start, length]) => { checkAnswers(TEXT.slice(0, start) + TEXT.slice(start + length), start); }), tried(50, 2));
});

test("a file with any characters typed in", () => {
  const typed = fc.tuple(fc.integer({ min: 0, max: TEXT.length }), fc.constantFrom("{", "}", "(", ")", "[", "]", "`", "\"", ".", "step.", "...", "=>", "${", ",", "case ", "await ", "/*", "<", "?.", "@", "import ", "class "));
  fc.assert(fc.property(typed, ([at, text]) => { checkAnswers(TEXT.slice(0, at) + text + TEXT.slice(at), at + text.length); }), tried(50, 3));
});

test("whole code yields the same after any series of edits, parsed incrementally", () => {
  const edit = fc.record({ start: fc.integer({ min: 0, max: TEXT.length }), length: fc.integer({ min: 0, max: 40 }), text: fc.constantFrom("", "x", " ", "step.run(\"n\", () => 1);", "{", "}\n", "const step = 1;") });
  fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
    let source = ts.createSourceFile(PATH, TEXT, ts.ScriptTarget.Latest, true);
    analyze(source);
    for (const { start, length, text } of edits) {
      const from = Math.min(start, source.text.length);
      const removed = Math.min(length, source.text.length - from);
      const next = source.text.slice(0, from) + text + source.text.slice(from + removed);
      source = ts.updateSourceFile(source, next, { span: { start: from, length: removed }, newLength: text.length });
      const fresh = ts.createSourceFile(PATH, next, ts.ScriptTarget.Latest, true);
      assert.deepEqual(JSON.stringify(analyze(source)), JSON.stringify(analyze(fresh)));
    }
  }), tried(20, 4));
});

function analyze(source: ts.SourceFile): FileModel | undefined {
  const base = withText("");
  const files: SourceFiles = {
    source: (path) => (path === PATH ? source : base.source(path)),
    resolveModule: (specifier, from) => base.resolveModule(specifier, from),
    sdkMajor: (path) => base.sdkMajor(path),
  };
  return analyzeFile(PATH, files);
}

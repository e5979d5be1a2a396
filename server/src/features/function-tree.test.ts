import assert from "node:assert/strict";
import { test } from "node:test";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { Snapshot } from "../../../shared/analysis/model.ts";
import { MemoryFiles } from "../../../shared/analysis/testing/fixture.ts";
import { snapshotOfModels } from "../../../shared/analysis/workspace-index.ts";
import { findFunctionTree } from "./function-tree.ts";

function toSnapshot(fixture: string): Snapshot {
  const files = MemoryFiles.of(fixture);
  return snapshotOfModels(files.paths().map((path) => analyzeFile(path, files)).filter((model) => model !== undefined));
}

/** The tree as indented text: each label with the source text that its row leads to. */
function toText(fixture: string): string[] {
  const snapshot = toSnapshot(fixture);
  const at = (location: { readonly path: string; readonly span: { readonly start: number; readonly end: number } }): string =>
    snapshot.file(location.path)?.text.slice(location.span.start, location.span.end) ?? "nowhere";
  return findFunctionTree(snapshot).flatMap(({ id, label, location, triggers, steps }) => [
    `${label} (${id ?? "no id"}) → ${at(location)}`,
    ...triggers.map((leaf) => `  ${leaf.tool} ${leaf.label} → ${at(leaf.location)}`),
    ...steps.map((leaf) => `  ${leaf.tool} ${leaf.label} → ${at(leaf.location)}`),
  ]);
}

test("functions are ordered by label, with their triggers and steps in source order", () => {
  assert.deepEqual(toText(`
    //- /b.ts sdk:v4
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const b = inngest.createFunction({ id: "second", triggers: [{ event: "app/a" }, { cron: "0 9 * * *" }] }, async ({ step }) => {
      await step.run("one", () => 1);
      await step.sendEvent("two", { name: "app/b" });
    });
    //- /a.ts sdk:v3
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const a = inngest.createFunction({ id: "first" }, { event: "app/b" }, async ({ step }) => {
      await step.sleep("wait", "1d");
    });
  `), [
    'first (first) → "first"',
    '  event app/b → { event: "app/b" }',
    "  sleep wait → step.sleep",
    'second (second) → "second"',
    '  event app/a → { event: "app/a" }',
    '  cron 0 9 * * * → { cron: "0 9 * * *" }',
    "  run one → step.run",
    "  sendEvent two → step.sendEvent",
  ]);
});

test("names that are made at run time show what is known of them", () => {
  assert.deepEqual(toText(`
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const create = (name: string) => inngest.createFunction({ id: \`sync-\${name}\`, triggers: { event: "app/a" } }, async ({ step }) => {
      await step.run(\`load-\${name}\`, () => 1);
      await step.run(name, () => 1);
      await step.run(() => 1);
    });
  `), [
    "sync-… (no id) → `sync-${name}`",
    '  event app/a → { event: "app/a" }',
    "  run load-… → step.run",
    "  run step with a computed name → step.run",
    "  run step without an id → step.run",
  ]);
});

test("a helper that is called twice is one place", () => {
  const lines = toText(`
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    async function load(step: any) { await step.run("load", () => 1); }
    export const a = inngest.createFunction({ id: "a", triggers: { event: "app/a" } }, async ({ step }) => {
      await load(step);
      await load(step);
    });
  `);
  assert.equal(lines.filter((line) => line.startsWith("  run load")).length, 1);
});

test("the calls of a wrapper are functions, what it has in it is none; one that nothing calls is shown", () => {
  assert.deepEqual(toText(`
    //- /make.ts sdk:v4
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const make = (id, event, handler) => inngest.createFunction({ id, triggers: { event } }, handler);
    export const unused = (id, handler) => inngest.createFunction({ id, triggers: { event: "app/b" } }, handler);
    //- /main.ts
    import { make } from "./make";
    export const f = make("first", "app/a", async ({ step }) => { await step.run("one", () => 1); });
  `), [
    'first (first) → "first"',
    '  event app/a → "app/a"',
    "  run one → step.run",
    "function with a computed name (no id) → id",
    '  event app/b → { event: "app/b" }',
  ]);
});

/** Text whose meaning grows much faster than its length: each of these would take longer than anyone lives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyzeFile } from "./analyze.ts";
import { relatePaths } from "./control-path.ts";
import type { FileModel } from "./model.ts";
import { MemoryFiles } from "./testing/fixture.ts";

const HEAD = 'import { Inngest, eventType, staticSchema } from "inngest";\nimport { z } from "zod";\nconst inngest = new Inngest({ id: "a" });\n';

function analyze(text: string): FileModel {
  const model = analyzeFile("/main.ts", MemoryFiles.of(`//- /main.ts sdk:v4\n${HEAD}${text}`));
  assert.ok(model);
  return model;
}

function doubled(first: string, next: (before: string, name: string) => string): string {
  return [first, ...Array.from({ length: 40 }, (_, index) => next(`T${String(index)}`, `T${String(index + 1)}`))].join("\n");
}

test("types and schemas made of two of the one before", () => {
  const types = doubled("type T0 = { x: string };", (before, name) => `type ${name} = { l: ${before}; r: ${before} };`);
  const schemas = doubled("const T0 = z.object({ x: z.string() });", (before, name) => `const ${name} = z.object({ l: ${before}, r: ${before} });`);
  for (const text of [`${types} eventType("a/b", { schema: staticSchema<T40>() });`, `${schemas} eventType("a/b", { schema: T40 });`]) {
    assert.equal(analyze(text).declarations[0]?.data?.kind, "object");
  }
});

test("an endless chain of else-if", () => {
  const chain = Array.from({ length: 500 }, (_, index) => `if (event.data.x === ${String(index)}) await step.run("a", () => ${String(index)}); else`).join(" ");
  const [fn] = analyze(`inngest.createFunction({ id: "f", triggers: [] }, async ({ event, step }) => { ${chain} {} });`).functions;
  const [first, last] = [fn?.steps[0], fn?.steps.at(-1)];
  assert.ok(first && last && fn?.steps.length === 500);
  assert.equal(relatePaths(first.path, last.path), "exclusive");
});

test("constants made of themselves", () => {
  const text = "const n = [...n, n]; const t = t + t; const o = { ...o, o }; const a = b, b = [a, ...a];\n";
  assert.deepEqual(analyze(`${text}inngest.send(n); inngest.send({ name: t, data: t }); inngest.send(o); inngest.send(b);`).sends.map(({ payload }) => payload.kind), ["many", "one", "one", "many"]);
});

test("functions that each call all of those below them", () => {
  const layers = Array.from({ length: 8 }, (_, layer) => Array.from({ length: 30 }, (_, index) => `f${String(layer)}_${String(index)}`));
  const text = layers.map((names, layer) => names.map((name) => `const ${name} = (x) => { ${(layers[layer + 1] ?? []).map((below) => `${below}(x);`).join(" ")} };`).join("\n")).join("\n");
  assert.deepEqual(analyze(`${text}\nf0_0("a");`).functions, []);
  const last = 'const make = (id) => inngest.createFunction({ id, triggers: [] }, async ({ step }) => { await step.run("a", () => 1); });\n';
  assert.deepEqual(analyze(`${text}\n${last}const all = (id) => { f4_0(id); make(id); };\nall("made");`).functions.map(({ id }) => id.kind === "known" && id.value), [false, "made"]);
});

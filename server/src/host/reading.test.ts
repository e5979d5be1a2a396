/** While a workspace is read: keys are answered from what is known, and nothing is said of what may yet come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { diagnose } from "../features/diagnose.ts";
import { rules } from "../rules/registry.ts";
import { scanFolders } from "./scan.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { Workspace } from "./workspace.ts";

const client = 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" });';
const files = {
  "/app/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }',
  "/app/client.ts": client,
  "/app/a.ts": 'import { bus } from "./client";\nexport const a = bus.createFunction({ id: "a", triggers: { event: "app/a" } }, async ({ step }) => {\n  await step.sendEvent("send", { name: "app/b", data: {} });\n});\n',
  "/app/b.ts": 'import { bus } from "./client";\nexport const b = bus.createFunction({ id: "b", triggers: { event: "app/b" } }, async () => { await bus.send({ name: "app/a", data: {} }); });\n',
  ...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`/app/more/${String(index)}.ts`, `${client} bus.createFunction({ id: "more-${String(index)}", triggers: { event: "app/b" } }, async () => 1);`])),
};

function findings(workspace: Workspace, path: string): string[] {
  return diagnose(workspace.snapshot(), path, { rules, settings: {}, includeTypeScripts: true, onCrash: (rule) => { throw new Error(rule); } }).map(({ rule }) => rule);
}

test("a key is answered without analysing the files that were only met, and ends in what a cold start says", () => {
  const analyzed: string[] = [];
  const workspace = new Workspace(new MemoryDisk(files), (path, sources) => {
    analyzed.push(path);
    return analyzeFile(path, sources);
  });
  workspace.addRoot("/app");
  workspace.setReading(true);
  Array.from(workspace.scan());
  workspace.open("/app/a.ts", files["/app/a.ts"]);
  // Nothing listens to what it sends, as far as can be seen: that is no reason to say so.
  assert.deepEqual(findings(workspace, "/app/a.ts"), []);
  assert.deepEqual(analyzed, ["/app/a.ts"]);
  assert.equal(workspace.snapshot().partial, true);

  const reading = workspace.analyze();
  for (let step = 0; step < 5; step++) reading.next();
  workspace.change("/app/a.ts", [{ span: { start: 0, end: 0 }, newText: "\n" }]);
  analyzed.length = 0;
  assert.deepEqual(findings(workspace, "/app/a.ts"), []);
  assert.deepEqual(analyzed, ["/app/a.ts"]);
  Array.from(reading);
  workspace.setReading(false);

  const cold = new Workspace(new MemoryDisk({ ...files, "/app/a.ts": `\n${files["/app/a.ts"]}` }), analyzeFile);
  cold.addRoot("/app");
  Array.from(cold.scan());
  for (const path of cold.candidates()) assert.deepEqual(findings(workspace, path), findings(cold, path), path);
  assert.deepEqual(workspace.snapshot().functions(), cold.snapshot().functions());
});

test("what is nowhere is told once all of it is read", () => {
  const workspace = new Workspace(new MemoryDisk({ ...files, "/app/b.ts": client }), analyzeFile);
  workspace.addRoot("/app");
  workspace.setReading(true);
  workspace.open("/app/c.ts", 'import { bus } from "./client";\nexport const c = () => bus.send({ name: "app/nobody.hears", data: {} });\n');
  assert.deepEqual(findings(workspace, "/app/c.ts"), []);
  Array.from(workspace.scan());
  Array.from(workspace.analyze());
  assert.deepEqual(findings(workspace, "/app/c.ts"), []);
  workspace.setReading(false);
  assert.deepEqual(findings(workspace, "/app/c.ts"), ["known-event"]);
});

test("a list of functions is read after them, when what they export is known", () => {
  const served = [0, 1, 2].map((n) => `import { f${String(n)} } from "./functions/${String(n)}";\n`).join("");
  const disk = new MemoryDisk({
    "/app/client.ts": client.replace("bus", "inngest"),
    "/app/serve.ts": `import { serve } from "inngest/next";\nimport { inngest } from "./client";\n${served}export default serve({ client: inngest, functions: [f0, f1, f2] });\n`,
    ...Object.fromEntries([0, 1, 2].map((n) => [`/app/functions/${String(n)}.ts`, `import { inngest } from "../client";\nexport const f${String(n)} = inngest.createFunction({ id: "f${String(n)}", triggers: { event: "app/f" } }, async () => 1);\n`])),
  });
  const analyzed: string[] = [];
  const parsed: string[] = [];
  const workspace = new Workspace(disk, (path, sources) => {
    analyzed.push(path);
    return analyzeFile(path, { ...sources, source: (file) => { if (path === "/app/serve.ts") parsed.push(file); return sources.source(file); } });
  });
  workspace.addRoot("/app");
  workspace.setReading(true);
  workspace.beginScan();
  for (const part of scanFolders(disk, ["/app"])) Array.from(workspace.take(part));
  assert.deepEqual(new Set(analyzed), new Set(["/app/client.ts", "/app/functions/0.ts", "/app/functions/1.ts", "/app/functions/2.ts"]));
  Array.from(workspace.endScan());
  Array.from(workspace.analyze());
  workspace.setReading(false);
  assert.equal(analyzed.filter((path) => path === "/app/serve.ts").length, 1);
  assert.equal(analyzed.at(-1), "/app/serve.ts");
  assert.deepEqual(parsed.filter((path) => path.startsWith("/app/functions/")), []);
  assert.deepEqual(workspace.snapshot().file("/app/serve.ts")?.served.flatMap(({ functions }) => functions?.map(({ path }) => path)), [0, 1, 2].map((n) => `/app/functions/${String(n)}.ts`));
});

test("a list of functions that were not met is prepared one file a step", () => {
  const disk = new MemoryDisk({
    "/app/client.ts": client,
    "/app/a-serve.ts": `import { serve } from "inngest/next";\nimport { bus } from "./client";\nimport { f0 } from "./f0";\nimport { f1 } from "./f1";\nexport default serve({ client: bus, functions: [f0, f1] });\n`,
    ...Object.fromEntries([0, 1].map((n) => [`/app/f${String(n)}.ts`, `import { bus } from "./client";\nexport const f${String(n)} = bus.createFunction({ id: "f${String(n)}", triggers: { event: "app/f" } }, async () => 1);\n`])),
  });
  const analyzed: string[] = [];
  const workspace = new Workspace(disk, (path, sources) => {
    analyzed.push(path);
    return analyzeFile(path, sources);
  });
  workspace.addRoot("/app");
  Array.from(workspace.scan());
  const steps = workspace.analyze();
  let before = 0;
  while (!analyzed.includes("/app/a-serve.ts")) {
    steps.next();
    before += 1;
  }
  // Its tree, its four specifiers, one a step, and then itself.
  assert.equal(before, 6);
  Array.from(steps);
  assert.equal(workspace.snapshot().file("/app/a-serve.ts")?.served[0]?.functions?.length, 2);
});

/** A file that many others are made from: a key in it makes its own model, and the others follow. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { Snapshot } from "../../../shared/analysis/model.ts";
import { tried } from "../../../test/property.ts";
import { contents, scanned } from "./testing/contents.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";

const clients = ['import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" }); export const NAME = "app/a";', 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "moved" }); export const NAME = "app/b";', "export const bus = 1;"];
const fn = (id: string): string => `import { bus, NAME } from "./client"; export const ${id} = bus.createFunction({ id: "${id}", triggers: { event: NAME } }, async ({ step }) => { await step.sendEvent("s", { name: "app/${id}", data: {} }); });`;
const ids = Array.from({ length: 6 }, (_, n) => `f${String(n)}`);
const served = `import { serve } from "inngest/next"; import { bus } from "./client"; ${ids.map((id) => `import { ${id} } from "./${id}";`).join(" ")} export default serve({ client: bus, functions: [${ids.join(", ")}] });`;
const disk = (): MemoryDisk => new MemoryDisk({ "/app/package.json": "{}", "/app/client.ts": clients[0] ?? "", "/app/serve.ts": served, ...Object.fromEntries(ids.map((id) => [`/app/${id}.ts`, fn(id)])) });

test("a key in a file that others are made from waits for its own model alone", () => {
  const analyzed: string[] = [];
  const workspace = scanned(disk(), (file, files) => {
    analyzed.push(file);
    return analyzeFile(file, files);
  });
  workspace.open("/app/client.ts", clients[0] ?? "");
  contents(workspace.snapshot());
  workspace.open("/app/client.ts", clients[1] ?? "");
  analyzed.length = 0;
  assert.equal(workspace.snapshot().event("app/a")?.listeners.length, 6);
  assert.equal(workspace.snapshot().file("/app/client.ts")?.clients.length, 1);
  assert.deepEqual(analyzed, ["/app/client.ts"]);
  assert.equal(workspace.isBehind, true);
  assert.equal(Array.from(workspace.catchUp()).length, 7);
  assert.equal(workspace.isBehind, false);
  assert.deepEqual([workspace.snapshot().event("app/a"), workspace.snapshot().event("app/b")?.listeners.length], [undefined, 6]);
});

test("whatever is edited meanwhile, what was caught up with is what a cold start finds", () => {
  const files = ["/app/client.ts", "/app/serve.ts", ...ids.slice(0, 4).map((id) => `/app/${id}.ts`)];
  const step = fc.record({ file: fc.nat(), how: fc.constantFrom("type" as const, "client" as const, "close" as const, "delete" as const, "read" as const), at: fc.nat(), typed: fc.constantFrom(" ", "x", "(", "// y\n"), look: fc.constantFrom("", "event", "file"), followed: fc.nat(8) });
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
    const memory = disk();
    const workspace = scanned(memory);
    workspace.open("/app/client.ts", clients[0] ?? "");
    contents(workspace.snapshot());
    for (const { file, how, at, typed, look, followed } of steps) {
      const path = files[file % files.length] ?? "";
      if (how === "client") workspace.open("/app/client.ts", clients[at % clients.length] ?? "");
      else if (how === "close") workspace.close(path);
      else if (how === "read") workspace.setReading(at % 2 === 0);
      else if (how === "delete") {
        memory.files.delete(path);
        workspace.filesChanged([{ path, kind: "deleted" }]);
      } else {
        if (!workspace.isOpen(path)) workspace.open(path, workspace.text(path) ?? "");
        const start = at % ((workspace.text(path) ?? "").length + 1);
        workspace.change(path, [{ span: { start, end: start }, newText: typed }]);
      }
      if (look === "event") workspace.snapshot().eventNames();
      else if (look === "file") workspace.snapshot().file(path);
      const following = workspace.catchUp();
      for (let n = 0; n < followed; n++) following.next();
    }
    workspace.setReading(false);
    while (workspace.isBehind) Array.from(workspace.catchUp());
    const cold = scanned(memory);
    for (const path of files) if (workspace.isOpen(path)) cold.open(path, workspace.text(path) ?? "");
    // The index first: whoever asks for each file makes each model.
    const index = (snapshot: Snapshot): unknown => [snapshot.eventNames().map((name) => snapshot.event(name)), snapshot.unclear(), snapshot.functionIds(), snapshot.served(), snapshot.clients()];
    assert.deepEqual(index(workspace.snapshot()), index(cold.snapshot()));
    assert.deepEqual(contents(workspace.snapshot()), contents(cold.snapshot()));
  }), tried(25, 20261201));
});

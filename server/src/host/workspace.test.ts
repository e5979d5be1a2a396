import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { tried } from "../../../test/property.ts";
import { client, texts } from "./testing/changing-texts.ts";
import { contents, scanned } from "./testing/contents.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { Workspace } from "./workspace.ts";
import type { FileEvent } from "./file-events.ts";

test("only files that concern Inngest are parsed", () => {
  const workspace = scanned(new MemoryDisk({
    "/app/package.json": "{}",
    "/app/client.ts": client,
    "/app/barrel.ts": 'export * from "./client";',
    "/app/send.ts": 'import { bus } from "./barrel"; bus.send({ name: "a", data: {} });',
    "/app/express.ts": 'import { app } from "./app"; app.get("/", (req, res) => res.send("ok"));',
    "/app/app.ts": "export const app = {};",
    "/app/types.d.ts": "declare const inngest: number;",
    "/app/dist/bundle.js": "inngest",
    "/app/src/dist/own.ts": "// inngest, in a folder of one's own",
    "/app/node_modules/x/index.js": "inngest",
    "/app/.next/server.js": "inngest",
  }));
  assert.deepEqual(workspace.snapshot().paths(), ["/app/client.ts", "/app/send.ts", "/app/src/dist/own.ts"]);
  assert.deepEqual(workspace.snapshot().event("a")?.senders.map(({ path }) => path), ["/app/send.ts"]);
});

test("a change makes only the file's own model and those of its dependents anew", () => {
  const analyzed: string[] = [];
  const disk = new MemoryDisk({
    "/app/client.ts": client,
    "/app/uses.ts": 'import { bus } from "./client"; bus.send({ name: "a", data: {} });',
    "/app/other.ts": 'import { Inngest } from "inngest"; const other = new Inngest({ id: "other" });',
  });
  const workspace = scanned(disk, (file, files) => {
    analyzed.push(file);
    return analyzeFile(file, files);
  });
  workspace.snapshot().functions();
  analyzed.length = 0;
  workspace.open("/app/client.ts", `${client}\n`);
  workspace.snapshot().functions();
  assert.deepEqual(analyzed.sort(), ["/app/client.ts", "/app/uses.ts"]);
});

test("a file that appears mends the imports that missed it", () => {
  const disk = new MemoryDisk({ "/app/send.ts": 'import { bus } from "./client"; bus.send({ name: "a", data: {} });' });
  const workspace = scanned(disk);
  assert.deepEqual(workspace.snapshot().paths(), []);
  disk.files.set("/app/client.ts", client);
  workspace.filesChanged([{ path: "/app/client.ts", kind: "created" }]);
  assert.deepEqual(workspace.snapshot().eventNames(), ["a"]);
  disk.files.delete("/app/client.ts");
  workspace.filesChanged([{ path: "/app/client.ts", kind: "deleted" }]);
  assert.deepEqual(workspace.snapshot().paths(), []);
});

test("a folder that goes away takes its files along", () => {
  const disk = new MemoryDisk({ "/app/lib/client.ts": client, "/app/lib/package.json": "{}" });
  const workspace = scanned(disk);
  assert.equal(workspace.snapshot().paths().length, 1);
  disk.files.clear();
  workspace.filesChanged([{ path: "/app/lib", kind: "deleted" }]);
  assert.deepEqual(workspace.snapshot().paths(), []);
});

test("a file that is first heard of as changed, alone or after its folder went, is read", () => {
  const disk = new MemoryDisk({ "/app/client.ts": client, "/app/lib/send.ts": 'import { bus } from "../client"; bus.send({ name: "a", data: {} });' });
  const workspace = scanned(disk);
  disk.files.set("/app/new.ts", 'import { bus } from "./client"; bus.send({ name: "b", data: {} });');
  workspace.filesChanged([{ path: "/app/new.ts", kind: "changed" }]);
  assert.deepEqual(workspace.snapshot().eventNames(), ["a", "b"]);
  workspace.filesChanged([{ path: "/app/lib", kind: "deleted" }, { path: "/app/lib/send.ts", kind: "changed" }]);
  assert.deepEqual(workspace.snapshot().eventNames(), ["a", "b"]);
});

test("an open document counts before the file, until it is closed", () => {
  const workspace = scanned(new MemoryDisk({ "/app/client.ts": client }));
  workspace.open("/app/client.ts", client.replace("app", "edited"));
  assert.match(workspace.text("/app/client.ts") ?? "", /edited/);
  workspace.close("/app/client.ts");
  assert.doesNotMatch(workspace.text("/app/client.ts") ?? "", /edited/);
});

test("the SDK's version is the installed one, else the declared one", () => {
  const source = 'import { Inngest } from "inngest";';
  const workspace = scanned(new MemoryDisk({
    "/app/package.json": '{ "dependencies": { "inngest": "^4.1.0" } }',
    "/app/declared.ts": source,
    "/app/old/node_modules/inngest/package.json": '{ "version": "3.54.2" }',
    "/app/old/src/installed.ts": source,
    "/app/any/package.json": '{ "dependencies": { "inngest": ">=3" } }',
    "/app/any/unknown.ts": source,
  }));
  const sdk = (file: string): unknown => workspace.snapshot().file(file)?.sdk;
  assert.equal(sdk("/app/declared.ts"), 4);
  assert.equal(sdk("/app/old/src/installed.ts"), 3);
  assert.equal(sdk("/app/any/unknown.ts"), undefined);
});

const change = fc.record({
  file: fc.constantFrom(...Object.keys(texts)),
  how: fc.constantFrom("disk" as const, "delete" as const, "move" as const, "open" as const, "type" as const, "close" as const),
  version: fc.nat(3),
  at: fc.nat(),
  typed: fc.constantFrom("", "x", "(", "}", '"', "\n", "inngest", ".send("),
  look: fc.boolean(),
});

test("after any changes, in any order, the index is what a cold start finds", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
    const disk = new MemoryDisk(Object.fromEntries(Object.entries(texts).map(([file, [first = ""]]) => [file, first])));
    const workspace = scanned(disk);
    const open = new Set<string>();
    // Watchers tell of some changes at once and of some late.
    let untold: FileEvent[] = [];
    const tell = (...events: FileEvent[]): void => { untold = [...untold, ...events]; };
    for (const { file, how, version, at, typed, look } of changes) {
      const variants = texts[file] ?? [];
      const text = variants[version % variants.length] ?? "";
      const isSource = file.endsWith(".ts");
      if (how === "disk") {
        // Some editors call a new file changed, too.
        const kind = disk.files.has(file) || at % 2 === 0 ? "changed" as const : "created" as const;
        disk.files.set(file, text);
        tell({ path: file, kind });
      } else if (how === "delete") {
        if (disk.files.delete(file)) tell({ path: file, kind: "deleted" });
      } else if (how === "move") {
        const moved = disk.files.get(file);
        const to = Object.keys(texts)[at % Object.keys(texts).length] ?? file;
        if (moved === undefined || to === file) continue;
        const kind = disk.files.has(to) ? "changed" as const : "created" as const;
        disk.files.delete(file);
        disk.files.set(to, moved);
        tell({ path: file, kind: "deleted" }, { path: to, kind });
      } else if (how === "open" && isSource) {
        workspace.open(file, text);
        open.add(file);
      } else if (how === "type" && open.has(file)) {
        const start = at % ((workspace.text(file) ?? "").length + 1);
        workspace.change(file, [{ span: { start, end: start }, newText: typed }]);
      } else if (how === "close" && open.delete(file)) {
        workspace.close(file);
      }
      if (at % 5 === 0) workspace.filesChanged(untold.splice(0));
      if (look) contents(workspace.snapshot());
    }
    workspace.filesChanged(untold);
    const cold = scanned(disk);
    for (const file of open) cold.open(file, workspace.text(file) ?? "");
    assert.deepEqual(contents(workspace.snapshot()), contents(cold.snapshot()));
  }), tried(120, 20261123));
});

test("a file nested deeper than the stack has no model, and the others keep theirs", () => {
  const workspace = scanned(new MemoryDisk({
    "/app/package.json": "{}",
    "/app/deep.ts": `${client} bus.send({ name: "a", data: ${"[".repeat(30_000)}${"]".repeat(30_000)} });`,
    "/app/plain.ts": `${client} bus.send({ name: "a", data: {} });`,
  }));
  assert.equal(workspace.snapshot().file("/app/deep.ts"), undefined);
  assert.deepEqual(workspace.syntaxErrors("/app/deep.ts"), []);
  assert.equal(workspace.snapshot().file("/app/plain.ts")?.sends.length, 1);
});

test("a package.json that is opened before a watcher tells of it is the nearest one at once", () => {
  const disk = new MemoryDisk({ "/app/package.json": "{}", "/app/b/a.ts": client });
  const workspace = scanned(disk);
  assert.equal(workspace.project("/app/b/a.ts").manifest, "/app/package.json");
  disk.files.set("/app/b/package.json", '{ "dependencies": { "inngest": "3.54.2" } }');
  workspace.open("/app/b/package.json", '{ "dependencies": { "inngest": "3.54.2" } }');
  assert.equal(workspace.project("/app/b/a.ts").manifest, "/app/b/package.json");
  assert.equal(workspace.snapshot().file("/app/b/a.ts")?.sdk, 3);
});

test("a package.json outside of the workspace, or of a build's output, configures nothing", () => {
  const disk = new MemoryDisk({ "/app/package.json": '{ "inngest": {} }', "/app/a.ts": client, "/app/b/package.json": "{}" });
  const workspace = scanned(disk);
  for (const path of ["/app/b/package.json", "/app/dist/package.json", "/other/package.json"]) {
    disk.files.set(path, '{ "inngest": {} }');
    workspace.filesChanged([{ path, kind: "created" }]);
  }
  assert.deepEqual(workspace.configurations().map(({ manifest }) => manifest), ["/app/package.json", "/app/b/package.json"].sort());
});

const shared = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n';
const users = Array.from({ length: 12 }, (_, n) => [`/${String(n)}.ts`, `import { inngest } from "./client";\nexport const f${String(n)} = inngest.createFunction({ id: "f-${String(n)}", triggers: { cron: "0 9 * * *" } }, async () => 1);\n`]);

/** A workspace of one client and the functions that use it, all of it analysed, and the files that are analysed from then on. */
function startShared(): { readonly disk: MemoryDisk; readonly workspace: Workspace; readonly analyzed: string[] } {
  const disk = new MemoryDisk(Object.fromEntries([["/package.json", '{ "dependencies": { "inngest": "^4.0.0" } }'], ["/client.ts", shared], ...users]));
  const analyzed: string[] = [];
  const workspace = new Workspace(disk, (path, files) => {
    analyzed.push(path);
    return analyzeFile(path, files);
  });
  workspace.addRoot("/");
  Array.from(workspace.scan());
  workspace.snapshot().functions();
  workspace.snapshot().eventNames();
  analyzed.length = 0;
  return { disk, workspace, analyzed };
}

test("a document that is opened, and closed, as it is on the disk changes nothing", () => {
  const { workspace, analyzed } = startShared();
  workspace.open("/client.ts", shared);
  assert.equal(workspace.snapshot().functionsWithId("f-3").length, 1);
  workspace.close("/client.ts");
  assert.equal(workspace.snapshot().functionsWithId("f-3").length, 1);
  assert.deepEqual(analyzed, []);
});

test("the first edit of a file that many others use makes its own model alone, however it was opened", () => {
  for (const opened of [shared, `${shared}// Not saved.\n`]) {
    const { workspace, analyzed } = startShared();
    workspace.open("/client.ts", opened);
    workspace.change("/client.ts", [{ span: { start: 0, end: 0 }, newText: "\n" }]);
    workspace.snapshot().file("/client.ts");
    workspace.snapshot().functionsWithId("f-3");
    assert.deepEqual(analyzed, ["/client.ts"]);
    assert.equal(workspace.isBehind, true);
  }
});

test("a document that is opened with what was written to the disk unseen is read again, and with it what was made from it", () => {
  const { disk, workspace, analyzed } = startShared();
  const renamed = shared.replace('"app"', '"other"');
  disk.files.set("/client.ts", renamed);
  workspace.open("/client.ts", renamed);
  Array.from(workspace.catchUp());
  workspace.snapshot().eventNames();
  assert.deepEqual(new Set(analyzed), new Set(["/client.ts", ...users.map(([path]) => path)]));
});

test("a file that came to name Inngest unseen, and names it no more once it is edited, or written, is no candidate", () => {
  const plain = "export const x = 1;";
  for (const isOpen of [true, false]) {
    const disk = new MemoryDisk({ "/package.json": "{}", "/late.ts": plain });
    const workspace = new Workspace(disk, analyzeFile);
    workspace.addRoot("/");
    Array.from(workspace.scan());
    workspace.open("/late.ts", plain);
    workspace.close("/late.ts");
    disk.files.set("/late.ts", shared);
    workspace.filesChanged([{ path: "/late.ts", kind: "created" }]);
    if (isOpen) workspace.open("/late.ts", shared);
    assert.deepEqual(workspace.candidates(), ["/late.ts"]);
    disk.files.set("/late.ts", plain);
    if (isOpen) workspace.change("/late.ts", [{ span: { start: 0, end: shared.length }, newText: plain }]);
    else workspace.filesChanged([{ path: "/late.ts", kind: "changed" }]);
    assert.deepEqual(workspace.candidates(), []);
  }
});

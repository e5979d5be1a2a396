import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { tried } from "../../../test/property.ts";
import { contents, scanned } from "./testing/contents.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { fromBytes, mayHoldSecret, toBytes } from "./saved-index.ts";
import { scanFolders } from "./scan.ts";
import { Workspace } from "./workspace.ts";

const client = 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" });';

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

/** Texts whose meaning depends on one another in each way that there is: clients, barrels, constants, helpers, events. */
const texts: Readonly<Record<string, readonly string[]>> = {
  "/app/client.ts": [client, "export const bus = 1;", `${client} export const NAME = "a";`, ""],
  "/app/barrel.ts": ['export * from "./client";', 'export { bus } from "./client"; export const NAME = "b";', 'export * from "./other";', "// nothing"],
  "/app/other.ts": ['export * from "./barrel";', client, "export const bus = { send() {} };"],
  "/app/send.ts": ['import { bus, NAME } from "./barrel"; bus.send({ name: NAME, data: {} });', 'import { bus } from "./other"; bus.send({ name: "c", data: {', "const x = 1;"],
  "/app/fn.ts": [
    'import { bus, NAME } from "./client"; import { helper } from "./helper"; export const f = bus.createFunction({ id: "f", triggers: { event: NAME } }, async ({ step }) => { await helper(step); await step.run("own", () => 1); });',
    'import { bus } from "./barrel"; export const f = 1; export const g = bus.createFunction({ id: "g", triggers: { cron: "0 0 * * *" } }, async () => {});',
    'import { bus } from "./barrel"; bus.createFunction({ id: `g` }, { event: "c" }, async ({ step: s }) => { await s.run("x"',
  ],
  "/app/serve.ts": [
    'import { serve } from "inngest/next"; import { bus } from "./client"; import { f } from "./fn"; export default serve({ client: bus, functions: [f] });',
    'import { serve } from "inngest/next"; import { bus } from "./client"; import * as all from "./all"; export default serve({ client: bus, functions: Object.values(all) });',
    'import { serve } from "inngest/next"; import { bus } from "./client"; import { f } from "./all"; export default serve({ client: bus, functions: [f] });',
    'import { serve } from "inngest/next"; import { bus } from "./client"; import { list } from "./all"; export default serve({ client: bus, functions: list });',
  ],
  "/app/all.ts": ['export { f } from "./fn";', 'export * from "./fn"; export * from "./helper";', 'import { f } from "./fn"; export { f as g, f }; export type T = string;', 'import { f } from "./fn"; export const list = [f];'],
  "/app/helper.ts": ['export async function helper(step) { await step.run("helped", () => 1); }', 'export const helper = async (s) => s.sendEvent("sent", { name: "d" });', "export {};"],
  "/app/package.json": ['{ "dependencies": { "inngest": "^3.0.0" } }', '{ "dependencies": { "inngest": "^4.0.0" } }', "{"],
  "/app/tsconfig.json": ['{ "compilerOptions": { "paths": { "./client": ["./other"] } } }', "{}"],
};

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
    for (const { file, how, version, at, typed, look } of changes) {
      const variants = texts[file] ?? [];
      const text = variants[version % variants.length] ?? "";
      const isSource = file.endsWith(".ts");
      if (how === "disk") {
        const kind = disk.files.has(file) ? "changed" as const : "created" as const;
        disk.files.set(file, text);
        workspace.filesChanged([{ path: file, kind }]);
      } else if (how === "delete") {
        if (disk.files.delete(file)) workspace.filesChanged([{ path: file, kind: "deleted" }]);
      } else if (how === "move") {
        const moved = disk.files.get(file);
        const to = Object.keys(texts)[at % Object.keys(texts).length] ?? file;
        if (moved === undefined || to === file) continue;
        const kind = disk.files.has(to) ? "changed" as const : "created" as const;
        disk.files.delete(file);
        disk.files.set(to, moved);
        workspace.filesChanged([{ path: file, kind: "deleted" }, { path: to, kind }]);
      } else if (how === "open" && isSource) {
        workspace.open(file, text);
        open.add(file);
      } else if (how === "type" && open.has(file)) {
        const start = at % ((workspace.text(file) ?? "").length + 1);
        workspace.change(file, [{ span: { start, end: start }, newText: typed }]);
      } else if (how === "close" && open.delete(file)) {
        workspace.close(file);
      }
      if (look) contents(workspace.snapshot());
    }
    const cold = scanned(disk);
    for (const file of open) cold.open(file, workspace.text(file) ?? "");
    assert.deepEqual(contents(workspace.snapshot()), contents(cold.snapshot()));
  }), tried(120, 20261123));
});

function save(workspace: Workspace, earlier?: Buffer): Buffer {
  const steps = workspace.save(() => earlier && fromBytes(earlier, "1"));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return toBytes(step.value, "1");
}

/** A workspace that starts with what another one saved, and with open documents. */
function restored(disk: MemoryDisk, bytes: Buffer, { analyze = analyzeFile, open = new Map<string, string>() } = {}): Workspace {
  const saved = fromBytes(bytes, "1");
  assert.ok(saved);
  const workspace = new Workspace(disk, analyze);
  workspace.addRoot("/app");
  for (const [file, text] of open) workspace.open(file, text);
  workspace.beginScan();
  for (const part of scanFolders(disk, ["/app"], saved)) Array.from(workspace.take(part));
  workspace.endScan();
  return workspace;
}

test("a saved index holds after whatever changed on the disk in between", () => {
  fc.assert(fc.property(fc.array(fc.record({ file: fc.constantFrom(...Object.keys(texts)), version: fc.nat(4) }), { maxLength: 5 }), fc.boolean(), (changes, before) => {
    const disk = new MemoryDisk(Object.fromEntries(Object.entries(texts).map(([file, [first = ""]]) => [file, first])));
    const earlier = scanned(disk);
    if (before) contents(earlier.snapshot());
    const bytes = save(earlier);
    for (const { file, version } of changes) {
      const text = texts[file]?.[version];
      if (text === undefined) disk.files.delete(file);
      else disk.files.set(file, text);
    }
    const plain = (workspace: Workspace): unknown => JSON.parse(JSON.stringify(contents(workspace.snapshot())));
    assert.deepEqual(plain(restored(disk, bytes)), plain(scanned(disk)));
  }), tried(60, 20261128));
});

const use = fc.record({ file: fc.constantFrom(...Object.keys(texts).filter((file) => file.endsWith(".ts"))), how: fc.constantFrom("open" as const, "type" as const, "types" as const, "disk" as const, "close" as const, "save" as const), version: fc.nat(4) });

test("an index saved while documents are open, typed into and their types known holds at a start that opens some", () => {
  fc.assert(fc.property(fc.array(use, { maxLength: 10 }), fc.array(use, { maxLength: 3 }), (uses, opened) => {
    const disk = new MemoryDisk(Object.fromEntries(Object.entries(texts).map(([file, [first = ""]]) => [file, first])));
    const textOf = (file: string, version: number): string => texts[file]?.[version] ?? disk.files.get(file) ?? "";
    const earlier = scanned(disk);
    let bytes = save(earlier);
    for (const { file, how, version } of uses) {
      if (how === "open") earlier.open(file, textOf(file, version));
      else if (how === "close") earlier.close(file);
      else if (how === "save") bytes = save(earlier, bytes);
      else if (how === "disk") {
        disk.files.set(file, textOf(file, version));
        earlier.filesChanged([{ path: file, kind: "changed" }]);
      } else if (how === "type") {
        if (earlier.isOpen(file)) earlier.change(file, [{ span: { start: 0, end: 0 }, newText: " " }]);
      } else {
        const calls = [...(earlier.text(file) ?? "").matchAll(/bus\.\w+/g)];
        earlier.setTypes(file, { callees: calls.map(({ 0: callee, index }) => ({ span: { start: index, end: index + callee.length }, callee: { kind: "other" } })), values: [], events: [] });
      }
    }
    bytes = save(earlier, bytes);
    const open = new Map(opened.map(({ file, version }) => [file, textOf(file, version)]));
    const cold = scanned(disk);
    for (const [file, text] of open) cold.open(file, text);
    const plain = (workspace: Workspace): unknown => JSON.parse(JSON.stringify(contents(workspace.snapshot())));
    assert.deepEqual(plain(restored(disk, bytes, { open })), plain(cold));
  }), tried(80, 20261128));
});

test("what is open as it lies on the disk, typed into or known by its types costs the next start nothing", () => {
  const disk = new MemoryDisk({ "/app/client.ts": client, "/app/a.ts": 'import { bus } from "./client"; bus.send({ name: "a", data: {} });', "/app/b.ts": 'import { bus } from "./client"; bus.send({ name: "b", data: {} });' });
  const analyzedAfter = (bytes: Buffer, open = new Map<string, string>()): string[] => {
    const analyzed: string[] = [];
    const workspace = restored(disk, bytes, { open, analyze: (file, files) => {
      analyzed.push(file);
      return analyzeFile(file, files);
    } });
    contents(workspace.snapshot());
    return analyzed.sort();
  };
  const earlier = scanned(disk);
  earlier.open("/app/client.ts", client);
  const bytes = save(earlier);
  assert.deepEqual(analyzedAfter(bytes), []);
  assert.deepEqual(analyzedAfter(bytes, new Map([["/app/client.ts", client]])), []);
  assert.deepEqual(analyzedAfter(bytes, new Map([["/app/a.ts", "export {};"], ["/app/client.ts", client]])), []);
  earlier.change("/app/client.ts", [{ span: { start: 0, end: 0 }, newText: "// typed\n" }]);
  earlier.setTypes("/app/b.ts", { callees: [{ span: { start: 31, end: 39 }, callee: { kind: "other" } }], values: [], events: [] });
  assert.deepEqual(analyzedAfter(save(earlier)), ["/app/a.ts", "/app/b.ts", "/app/client.ts"]);
  assert.deepEqual(analyzedAfter(save(earlier, bytes)), []);
});

test("files that have not changed are neither read nor analysed again; those that may hold a secret are not kept", () => {
  const plain = 'import { bus } from "./client"; bus.send({ name: "a", data: {} });';
  const disk = new MemoryDisk({ "/app/client.ts": client, "/app/plain.ts": plain, "/app/key.ts": `${plain} const apiKey = "abcdef";`, "/app/none.ts": "export {};" });
  const earlier = scanned(disk);
  contents(earlier.snapshot());
  const analyzed: string[] = [];
  const read: string[] = [];
  class Watched extends MemoryDisk {
    override read(file: string): Buffer | undefined {
      read.push(file);
      return super.read(file);
    }
  }
  const watched = new Watched(Object.fromEntries(disk.files));
  const workspace = restored(watched, save(earlier), { analyze: (file, files) => {
    analyzed.push(file);
    return analyzeFile(file, files);
  } });
  assert.deepEqual(read.filter((file) => file !== "/app/key.ts" && file !== "/app/client.ts"), []);
  assert.equal(workspace.snapshot().event("a")?.senders.length, 2);
  assert.deepEqual(analyzed, ["/app/key.ts"]);
});

test("strings that look like secrets are told from events and ids", () => {
  const key = "a1B2c3D4".repeat(4);
  for (const text of [`eventKey: "0123456"`, 'const API_KEY="abcdefgh"', '"signkey-prod-12"', `"${key}"`, '"postgres://me:pw@host/db"', "`Bearer abc.def-ghi`", "-----BEGIN PRIVATE KEY-----"]) assert.ok(mayHoldSecret(text), text);
  for (const text of ['name: "token/refresh.requested"', "apiKey: process.env.API_KEY", 'step.run("load-secret", f)', '"this-is-a-long-step-id-with-many-words-1"', "if (token === undefined)"]) assert.ok(!mayHoldSecret(text), text);
});

test("bytes of another version, cut short or changed are not read", () => {
  const bytes = toBytes({ files: new Map(), models: new Map() }, "1");
  assert.ok(fromBytes(bytes, "1"));
  assert.equal(fromBytes(bytes, "2"), undefined);
  for (const length of [0, 10, 40, bytes.length - 1]) assert.equal(fromBytes(bytes.subarray(0, length), "1"), undefined);
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(fromBytes(changed, "1"), undefined);
  }
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

/** A start that finds what an earlier run kept tells what a cold start tells, whatever has changed in between and whatever changes then. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import fc from "fast-check";
import type { CancellationToken, Connection, WorkspaceDocumentDiagnosticReport } from "vscode-languageserver";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { tried } from "../../../test/property.ts";
import { defaultSettings } from "../../../shared/protocol/settings.ts";
import type { Settings } from "../../../shared/protocol/settings.ts";
import { fromBytes, toBytes } from "../host/saved-index.ts";
import type { SavedIndex } from "../host/saved-index.ts";
import { scanAgain, scanFolders } from "../host/scan.ts";
import type { ScanPart } from "../host/scan.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { Workspace } from "../host/workspace.ts";
import { rules } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { Documents } from "./documents.ts";
import { eventsOf } from "./folder-settings.ts";
import { isCurrent, makeIndex } from "./make-index.ts";
import { Session } from "./session.ts";
import type { ClientAbilities } from "./session.ts";
import { first, texts } from "./testing/telling-texts.ts";
import { Turns } from "./turns.ts";
import { toFileUri, toPath } from "./uris.ts";
import { WorkspaceDiagnostics } from "./workspace-diagnostics.ts";
import { WorkspaceReader } from "./workspace-reader.ts";

type FolderSettings = ReadonlyMap<string, Settings>;

const roots = ["/app"];

function keep(disk: MemoryDisk, settings: FolderSettings = new Map(), earlier?: SavedIndex): SavedIndex {
  const kept = fromBytes(toBytes(makeIndex(disk, { roots, settings }, earlier), "1"), "1");
  assert.ok(kept);
  return kept;
}

/** An editor's session from its start; `answer` is what the whole workspace is told, as text. */
class Started {
  readonly session: Session;
  readonly problems: WorkspaceDiagnostics;
  readonly reader: WorkspaceReader;

  constructor(disk: MemoryDisk, settings: FolderSettings, { kept, beforePart, rules: only = rules }: { readonly kept?: SavedIndex; readonly beforePart?: (n: number) => Promise<void> | void; readonly rules?: readonly Rule[] } = {}) {
    const workspace = new Workspace(disk, analyzeFile);
    workspace.addRoot("/app");
    const connection = { console: { error: (message: string) => { throw new Error(message); } } } as unknown as Connection;
    this.session = new Session({ connection, workspace, documents: new Documents(workspace), rules: only, abilities: {} as ClientAbilities, turns: new Turns(() => 0, 0) });
    this.setSettings(settings);
    const scan = async function* (): AsyncGenerator<ScanPart> {
      let n = 0;
      for (const part of kept ? scanAgain(disk, roots, kept) : scanFolders(disk, roots)) {
        await setImmediate();
        await beforePart?.(n++);
        yield part;
      }
    };
    this.reader = new WorkspaceReader(this.session, roots, { store: undefined, scan, configured: Promise.resolve() }, { onEarlier: () => { this.problems.invalidate(); }, onRead: () => { this.problems.invalidate(); } });
    this.problems = new WorkspaceDiagnostics(this.session, async () => {
      await this.reader.compared();
      if (!this.session.earlier()) await this.reader.settled();
    });
  }

  setSettings(settings: FolderSettings): void {
    const { session } = this;
    session.settings.clear();
    for (const [folder, own] of settings) session.settings.set(folder, own);
    session.workspace.setEvents(eventsOf(settings, roots));
    session.settingsChanged();
  }

  answer(previous: readonly WorkspaceDocumentDiagnosticReport[] = []): Promise<WorkspaceDocumentDiagnosticReport[]> {
    this.problems.invalidate();
    return this.nextAnswer(previous);
  }

  /** Comes when something has changed. */
  async nextAnswer(previous: readonly WorkspaceDocumentDiagnosticReport[]): Promise<WorkspaceDocumentDiagnosticReport[]> {
    const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => { /* Nothing is cancelled. */ } }) } as CancellationToken;
    const previousResultIds = previous.flatMap(({ uri, resultId = "" }) => [{ uri, value: resultId }]);
    const { items } = await this.problems.answer({ previousResultIds }, token);
    return items.sort((a, b) => (toPath(a.uri) < toPath(b.uri) ? -1 : 1));
  }
}

const settingsLike: readonly FolderSettings[] = [
  new Map(),
  new Map([["", defaultSettings], ["/app", defaultSettings]]),
  new Map([["", { ...defaultSettings, rules: { "await-step": "info" } }]]),
  new Map([["/app", { ...defaultSettings, externalEvents: ["app/*"] }]]),
  new Map([["/app", { ...defaultSettings, events: { "app/two": { type: "object", properties: { n: { type: "string" } } } } }]]),
];

const others: Readonly<Record<string, readonly string[]>> = {
  ...texts,
  "/app/tsconfig.json": ['{ "compilerOptions": { "paths": { "./client": ["./other"] } } }', "{}"],
  "/app/node_modules/inngest/package.json": ['{ "version": "4.0.0" }', '{ "version": "3.1.0" }'],
  "/package.json": ['{ "inngest": { "rules": { "await-step": "off" } } }', "{}"],
  "/app/new.ts": ['import { bus } from "./client";\n// inngest-disable-next-line await-inngest-send\nbus.send({ name: "app/tow", data: {} });\n', "export {};"],
};

const use = fc.record({
  file: fc.constantFrom(...Object.keys(others)),
  how: fc.constantFrom("disk" as const, "disk" as const, "delete" as const, "open" as const, "open as it is" as const, "type" as const, "types" as const, "close" as const, "settings" as const),
  version: fc.nat(4),
});

type Use = typeof use extends fc.Arbitrary<infer U> ? U : never;

/** What somebody does to a disk, and to the sessions on it. */
function apply({ file, how, version }: Use, disk: MemoryDisk, sessions: readonly Started[]): void {
  const variants = others[file] ?? [];
  const text = variants[version % variants.length] ?? "";
  const uri = version % 2 === 0 ? toFileUri(file) : toFileUri(file).replace("/app", "/%61pp");
  const kind = how === "delete" ? "deleted" as const : disk.files.has(file) ? "changed" as const : "created" as const;
  if (how === "disk") disk.files.set(file, text);
  if (how === "delete") disk.files.delete(file);
  for (const started of sessions) {
    const { documents, workspace } = started.session;
    if (how === "disk" || how === "delete") workspace.filesChanged([{ path: file, kind }]);
    else if (how === "settings") started.setSettings(settingsLike[version] ?? new Map());
    else if (file.endsWith(".json")) continue;
    else if (how === "open") documents.open(uri, version, text);
    else if (how === "open as it is") documents.open(uri, version, disk.files.get(file) ?? "");
    else if (how === "type") documents.change(toFileUri(file), version, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: version === 0 ? "(" : " " }]);
    else if (how === "close") documents.close(uri);
    else {
      const calls = [...(workspace.text(file) ?? "").matchAll(/bus\.\w+/g)];
      workspace.setTypes(file, { callees: calls.map(({ 0: callee, index }) => ({ span: { start: index, end: index + callee.length }, callee: { kind: "other" } })), values: [], events: [] });
    }
  }
}

/** Reads although the disk may give no sign of Inngest any more. */
function readAnyway({ reader, session: { workspace } }: Started, disk: MemoryDisk): void {
  const manifest = "/app/package.json";
  const text = disk.files.get(manifest);
  disk.files.set(manifest, first[manifest] ?? "");
  reader.readIfNeeded("/app/client.ts");
  if (text === undefined) disk.files.delete(manifest);
  else disk.files.set(manifest, text);
  workspace.filesChanged([{ path: manifest, kind: text === undefined ? "deleted" : "changed" }]);
}

test("whatever changed before a start, while it reads and after, it tells what a cold start tells", async () => {
  let stood = 0;
  await fc.assert(fc.asyncProperty(fc.array(use, { maxLength: 4 }), fc.array(use, { maxLength: 2 }), fc.array(use, { maxLength: 2 }), fc.array(use, { maxLength: 3 }), fc.nat(3), fc.nat(8), async (made, before, atStart, after, at, settings) => {
    const disk = new MemoryDisk(first);
    for (const one of made) apply(one, disk, []);
    const kept = keep(disk, settingsLike[1]);
    for (const one of before) apply(one, disk, []);
    const warm: Started = new Started(disk, settingsLike[settings] ?? settingsLike[1] ?? new Map(), { kept, beforePart: (n) => {
      if (n === at) for (const one of atStart) apply(one, disk, [warm]);
    } });
    const isNeeded = warm.session.workspace.dependsOnInngest("/app");
    warm.reader.readIfNeeded("/app/client.ts");
    const early = await warm.answer();
    const cold = new Started(disk, warm.session.settings);
    const alike = (): void => {
      for (const path of warm.session.documents.paths()) {
        cold.session.documents.open(warm.session.documents.uri(path), warm.session.documents.version(path) ?? 0, warm.session.workspace.text(path) ?? "");
      }
    };
    alike();
    if (isNeeded) readAnyway(cold, disk);
    await cold.reader.settled();
    await warm.reader.settled();
    for (const one of atStart) if (one.how === "types") apply(one, disk, [cold, warm]);
    // What is told before a document is opened calls it as the disk does.
    const isRenamed = atStart.some(({ how, version }) => how.startsWith("open") && version % 2 === 1);
    if (warm.session.earlier() && !isRenamed) {
      stood += early.length > 0 ? 1 : 0;
      assert.deepEqual(early, await cold.answer());
      // All of it was told already.
      assert.deepEqual(await warm.answer(early), []);
    }
    assert.deepEqual(await warm.answer(), await cold.answer());
    for (const one of after) {
      apply(one, disk, [warm, cold]);
      assert.deepEqual(await warm.answer(), await cold.answer());
    }
  }), tried(80, 20261128));
  assert.ok(stood > 10, String(stood));
});

/** What both are told of a workspace in which one document is open. */
async function openedAt(disk: MemoryDisk, file: string, text: string): Promise<{ readonly warm: Started; readonly told: readonly unknown[]; readonly expected: readonly unknown[] }> {
  const [warm, cold] = [new Started(disk, new Map(), { kept: keep(disk) }), new Started(disk, new Map())];
  for (const started of [warm, cold]) {
    started.session.documents.open(toFileUri(file).replace("/app", "/%61pp"), 1, text);
    started.reader.readIfNeeded("/app/client.ts");
  }
  await cold.reader.settled();
  return { warm, told: await warm.answer(), expected: await cold.answer() };
}

test("a document that is open as it lies on the disk is told of as the editor calls it, half typed as it is, and where it lies", async () => {
  for (const [file, variants] of Object.entries(texts)) {
    for (const text of file.endsWith(".ts") ? variants : []) {
      const { told, expected } = await openedAt(new MemoryDisk({ ...first, "/app/a.ts": texts["/app/a.ts"]?.[1] ?? "", [file]: text }), file, text);
      assert.deepEqual(told, expected);
    }
  }
  const half = 'import { bus } from "./client";\nbus.createFunction({ id: "h", triggers: { event: "app/h" } }, async ({ step }) => { (; step.run("x", () => 1); ) });\n';
  const outside = 'import { Inngest } from "inngest";\nnew Inngest({ id: "app" }).createFunction({ id: "b", triggers: { event: "app/tow" } }, async ({ step }) => { step.run("x", () => 1); });\n';
  for (const [file, text] of [["/app/h.ts", half], ["/else/a.ts", outside]] as const) {
    const { told, expected } = await openedAt(new MemoryDisk({ ...first, [file]: text }), file, text);
    assert.deepEqual(told, expected, file);
  }
});

test("a key while the workspace is still read has the next answer wait for all of it", async () => {
  const disk = new MemoryDisk({ ...first, "/app/b.ts": texts["/app/b.ts"]?.[1] ?? "" });
  let open = (): void => { /* Set below. */ };
  const isAnswered = new Promise<void>((resolve) => { open = resolve; });
  const warm: Started = new Started(disk, new Map(), { kept: keep(disk), beforePart: async (n) => { if (n === 2) await isAnswered; } });
  warm.reader.readIfNeeded("/app/client.ts");
  const early = await warm.answer();
  const next = warm.nextAnswer(early);
  await setImmediate();
  warm.session.documents.open(toFileUri("/app/a.ts"), 1, "export {};");
  warm.problems.changed();
  await setImmediate();
  open();
  const cold = new Started(disk, new Map());
  cold.session.documents.open(toFileUri("/app/a.ts"), 1, "export {};");
  cold.reader.readIfNeeded("/app/client.ts");
  await cold.reader.settled();
  assert.deepEqual(await next, await cold.answer(early));
  assert.ok((await next).length > 0);
});

test("what an earlier run found is told before a file is taken in or a rule asked, and stands while documents are opened as they lie on the disk", async () => {
  const disk = new MemoryDisk({ ...first, "/app/b.ts": texts["/app/b.ts"]?.[1] ?? "" });
  const checked = new Set<string>();
  const watching = rules.map((rule): Rule => ({ ...rule, check: (file, context) => {
    checked.add(file.path);
    return rule.check(file, context);
  } }));
  let told: number | undefined;
  const warm: Started = new Started(disk, new Map(), { kept: keep(disk), rules: watching, beforePart: () => { told = warm.session.workspace.files().length; } });
  warm.reader.readIfNeeded("/app/client.ts");
  const early = await warm.answer();
  assert.equal(told, 0);
  const cold = new Started(disk, new Map());
  cold.reader.readIfNeeded("/app/client.ts");
  assert.deepEqual(early, await cold.answer());
  assert.ok(early.length > 0);
  await warm.reader.settled();
  warm.session.documents.open(toFileUri("/app/b.ts"), 1, disk.files.get("/app/b.ts") ?? "");
  assert.deepEqual(await warm.answer(early), []);
  assert.deepEqual([...checked], []);
  assert.equal(warm.session.report("/app/b.ts").resultId, early.find(({ uri }) => uri.endsWith("/b.ts"))?.resultId);
  assert.deepEqual([...checked], ["/app/b.ts"]);
  warm.session.documents.open(toFileUri("/app/a.ts"), 1, "export {};");
  await warm.answer(early);
  assert.ok(checked.size > 1);
});

test("what is kept is made again only where something has changed", () => {
  const disk = new MemoryDisk({ ...first, "/elsewhere/a.ts": "" });
  const of = { roots, settings: new Map() };
  const kept = keep(disk);
  assert.ok(isCurrent(kept, of, disk));
  // Folders above the workspace change all the time.
  disk.files.set("/elsewhere/b.ts", "");
  disk.files.set("/notes.txt", "");
  assert.ok(isCurrent(kept, of, disk));
  assert.ok(!isCurrent(kept, { roots, settings: settingsLike[2] ?? new Map() }, disk));
  for (const file of ["/package.json", "/node_modules/inngest/package.json", "/app/new.ts", "/app/client.ts"]) {
    const changed = new MemoryDisk(Object.fromEntries(disk.files));
    changed.files.set(file, "{}");
    assert.ok(!isCurrent(kept, of, changed), file);
  }
});

test("findings that may tell a secret are not kept", () => {
  const client = 'import { Inngest } from "inngest";\nexport const bus = new Inngest({ id: "app" });\n';
  const twice = (id: string): string => `import { bus } from "./client";\nimport { KEY } from "./keys";\nexport const f = bus.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {\n  await step.run(${id}, () => 1);\n  await step.run(${id}, () => 2);\n});\n`;
  const keptOf = (files: Readonly<Record<string, string>>): boolean => keep(new MemoryDisk({ "/app/client.ts": client, ...files })).findings !== undefined;
  assert.ok(keptOf({ "/app/f.ts": twice('"plain"'), "/app/keys.ts": 'export const KEY = "plain";' }));
  // Beside a secret that nothing tells of, findings are kept.
  assert.ok(keptOf({ "/app/f.ts": twice('"plain"'), "/app/keys.ts": 'export const apiKey = "abcdef0123"; export const KEY = "plain";' }));
  assert.ok(!keptOf({ "/app/f.ts": twice("KEY"), "/app/keys.ts": 'export const KEY = "sk_live_abcdef0123456789";' }));
  assert.ok(!keptOf({ "/app/f.ts": `${twice('"plain"')} const apiKey = "abcdef0123";`, "/app/keys.ts": 'export const KEY = "plain";' }));
});

/** A session over a workspace in which everything changes in no order: documents, files, folders, package.json, settings. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import { tried } from "../../../test/property.ts";
import { createRandom } from "./testing/random.ts";
import type { Random } from "./testing/random.ts";
import { positionAt, startEditor, writeFolder } from "./testing/editor.ts";
import type { Editor } from "./testing/editor.ts";

const fn = (id: string, event: string, sends: string, more = ""): string => `import { bus, EVENTS } from "@acme/bus";
import { help } from "./lib/help";
export const ${id} = bus.createFunction({ id: "${id}", triggers: { event: ${event} }, cancelOn: [{ event: "app/stop", if: "event.data.n == async.data.n" }] }, async ({ event, step }) => {
  await help(step);
  await step.run("load", () => event.data.n);
  await step.sendEvent("send", { name: "${sends}", data: { n: event.data.n } });
  ${more}
});
`;
const bus = (schema: string): string => `import { Inngest, eventType, staticSchema } from "inngest";
export const bus = new Inngest({ id: "app" });
export const EVENTS = { one: "app/one", two: "app/two" } as const;
export const three = eventType("app/three", { schema: staticSchema<${schema}>() });
`;

/** What may stand in a file; none of it is half typed. */
const texts: Readonly<Record<string, readonly string[]>> = {
  "packages/bus/package.json": ['{ "name": "@acme/bus", "main": "src/index.ts" }', '{ "name": "@acme/bus", "exports": "./src/other.ts" }', "{"],
  "packages/bus/src/index.ts": [bus("{ n: number }"), bus("{ n: string; m: boolean }"), bus("{ n: number }").replace("app/one", "app/uno"), "export const bus = 1;\n"],
  "packages/bus/src/other.ts": ['export * from "./index";\n', bus("{ n: number }").replace('"app"', '"other"')],
  "src/a.ts": [fn("a", "EVENTS.one", "app/two"), fn("b", "EVENTS.one", "app/two"), fn("a", '"app/three"', "app/two", "step.run('lost', () => 1);")],
  "src/b.ts": [fn("b", '"app/two"', "app/three", 'await step.waitForEvent("w", { event: "app/one", timeout: "1h" });'), fn("b", "EVENTS.two", "app/tow"), 'import { bus } from "@acme/bus";\n// inngest-disable-next-line await-step\nbus.send({ name: "app/one" });\n'],
  "src/lib/help.ts": ['export async function help(step) {\n  await step.run("help", () => 1);\n}\n', 'export const help = async (s) => s.sendEvent({ name: "app/stop" });\n', 'import type { GetStepTools } from "inngest";\nexport const help = async (step: GetStepTools) => { await step.run("load", () => step.run("in", () => 1)); };\n'],
  "src/serve.ts": ['import { serve } from "inngest/next";\nimport { bus } from "@acme/bus";\nimport { a } from "./a";\nimport { b } from "./b";\nexport const { GET, POST, PUT } = serve({ client: bus, functions: [a, b] });\n', 'import { serve } from "inngest/next";\nimport { bus } from "@acme/bus";\nimport { a } from "./a";\nexport const { GET, POST } = serve({ client: bus, functions: [a] });\n'],
  "package.json": ['{ "workspaces": ["packages/*"], "dependencies": { "inngest": "^4.0.0" } }', '{ "dependencies": { "inngest": "^3.0.0" }, "inngest": { "rules": { "known-event": "error" } } }', '{ "dependencies": { "inngest": "^4.0.0" }, "inngest": { "events": { "app/two": { "type": "object", "required": ["m"] } } } }'],
  "tsconfig.json": ["{}", '{ "compilerOptions": { "paths": { "@acme/bus": ["./packages/bus/src/other.ts"] } } }'],
};
const names = Object.keys(texts);
const methods = ["hover", "definition", "references", "documentHighlight", "prepareRename", "rename", "completion", "prepareCallHierarchy"] as const;
const settings = [{}, { rules: { "await-step": "off", "event-has-sender": "error" } }, { externalEvents: [] }, { inlayHints: { enable: true } }].map((own) => ({ ...own, types: { enable: false } }));

/** A session and what is on its disk and in its editor. */
interface World {
  readonly editor: Editor;
  readonly root: string;
  readonly random: Random;
  readonly open: Map<string, string>;
  setting: number;
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

/** Some change to the disk, told as a watcher would tell it. */
async function changeDisk({ editor, root, random }: World): Promise<void> {
  const changes: { uri: string; type: 1 | 2 | 3 }[] = [];
  const tell = (name: string, type: 1 | 2 | 3): void => { changes.push({ uri: editor.uri(name), type }); };
  const what = random(8);
  if (what === 0) {
    rmSync(path.join(root, "src/lib"), { recursive: true, force: true });
    tell("src/lib", 3);
  } else if (what === 1) {
    const [from, to] = pick(random, [["packages/bus", "packages/moved"], ["packages/moved", "packages/bus"]] as const);
    if (!existsSync(path.join(root, from))) return;
    rmSync(path.join(root, to), { recursive: true, force: true });
    renameSync(path.join(root, from), path.join(root, to));
    tell(from, 3);
    for (const name of names) if (name.startsWith("packages/bus/")) tell(name.replace("packages/bus", to), 1);
  } else {
    for (let count = 1 + random(4); count > 0; count--) {
      const name = pick(random, names);
      const file = path.join(root, name);
      if (random(4) === 0) {
        rmSync(file, { force: true });
        tell(name, 3);
      } else {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, pick(random, texts[name] ?? []));
        tell(name, 2);
      }
    }
  }
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
}

async function changeDocuments({ editor, random, open }: World): Promise<void> {
  const name = pick(random, names.filter((each) => each.endsWith(".ts")));
  const textDocument = { uri: editor.uri(name), version: random(9) };
  const text = open.get(name);
  if (text === undefined || random(5) === 0) {
    open.set(name, pick(random, texts[name] ?? []));
    await editor.connection.sendNotification("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "typescript", text: open.get(name) } });
  } else if (random(4) === 0) {
    open.delete(name);
    await editor.connection.sendNotification("textDocument/didClose", { textDocument });
  } else {
    const start = random(text.length + 1);
    const end = Math.min(text.length, start + random(3) * random(20));
    const typed = pick(random, ["", "x", "\n", "// typed\n", "(", "`", "step.", "}", "😀", "<<<<<<< HEAD\n"]);
    open.set(name, text.slice(0, start) + typed + text.slice(end));
    await editor.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ range: { start: positionAt(text, start), end: positionAt(text, end) }, text: typed }] });
  }
}

function ask({ editor, random }: World): Promise<unknown> {
  const source = new CancellationTokenSource();
  const method = pick(random, [...methods, "diagnostic", "documentSymbol", "codeLens", "codeAction", "inlayHint"]);
  const position = { line: random(12) - 1, character: random(90) - 2 };
  const asked = editor.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: editor.uri(pick(random, [...names, "no/such.ts"])) }, position, range: { start: position, end: position }, newName: "app/new", context: { diagnostics: [], includeDeclaration: true } }, source.token);
  if (random(3) === 0) source.cancel();
  return asked.catch((error: unknown) => { assert.match(String(error), /cancel|the text has changed since|cannot be renamed|put together/i); });
}

/** Everything that a server says of the workspace, and at the names in each file. */
async function answers(editor: Editor, open: ReadonlyMap<string, string>): Promise<unknown> {
  const request = (method: string, params: object): Promise<unknown> => editor.connection.sendRequest(method, params).catch((error: unknown) => String(error));
  // Both wait until the whole workspace is read.
  const everywhere = await Promise.all(["inngest/functionTree", "inngest/eventTree"].map((method) => request(method, {})));
  const inFiles = names.filter((name) => name.endsWith(".ts")).map(async (name) => {
    const textDocument = { uri: editor.uri(name) };
    const text = open.get(name) ?? "";
    const places = [...text.matchAll(/app\/\w+|"load"|"help"|\bbus\./g)].map(({ index }) => positionAt(text, index + 2));
    return [
      name, (await editor.diagnostics(name)).map(({ code, range, message, severity }) => ({ code, range, message, severity })),
      ...await Promise.all(["documentSymbol", "codeLens"].map((method) => request(`textDocument/${method}`, { textDocument }))),
      ...await Promise.all(places.flatMap((position) => methods.map((method) => request(`textDocument/${method}`, { textDocument, position, newName: "app/renamed", context: { includeDeclaration: true } })))),
    ];
  });
  return [everywhere, await request("workspace/symbol", { query: "" }), await Promise.all(inFiles)];
}

const { numRuns, seed } = tried(1, 11);

for (let run = 0; run < numRuns; run++) {
  const own = seed + run;
  test(`after documents, files, folders and settings changed in no order a server answers as a fresh one does (seed ${String(own)})`, () => tryInNoOrder(own));
}

async function tryInNoOrder(own: number): Promise<void> {
  const random = createRandom(own);
  const { root, remove } = writeFolder({ ...Object.fromEntries(names.map((name) => [name, texts[name]?.[0] ?? ""])), "src/kept.ts": 'import { Inngest } from "inngest";\nexport const kept = new Inngest({ id: "kept" });\n' });
  const editor = await startEditor(root, { settings: settings[0] });
  const world: World = { editor, root, random, open: new Map(), setting: 0 };
  const asked: Promise<unknown>[] = [];
  try {
    for (let turn = 0; turn < 120; turn++) {
      const what = random(8);
      if (what === 0) await changeDisk(world);
      else if (what < 3) await changeDocuments(world);
      else if (what === 3 && random(5) === 0) await editor.setSettings(settings[world.setting = random(settings.length)]);
      else asked.push(ask(world));
    }
    await Promise.all(asked);
    // Of text that does not parse, what was found before is kept: the editor's last word is whole code.
    for (const name of world.open.keys()) {
      world.open.set(name, pick(random, texts[name] ?? []));
      await editor.connection.sendNotification("textDocument/didChange", { textDocument: { uri: editor.uri(name), version: 1 }, contentChanges: [{ text: world.open.get(name) }] });
    }
    const fresh = await startEditor(root, { settings: settings[world.setting] });
    try {
      for (const [name, text] of world.open) await fresh.open(name, text);
      await editor.settles(() => answers(editor, world.open), await answers(fresh, world.open));
    } finally {
      fresh.kill();
    }
    assert.deepEqual(editor.logged, []);
    assert.equal(await editor.close(), 0);
  } finally {
    editor.kill();
    remove();
  }
}

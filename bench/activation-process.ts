/**
 * Loads and activates the built extension as an extension host does, and prints what it is blocked for as JSON.
 * The editor's API is a stand-in that takes everything and does nothing, so that what is measured is ours alone.
 */
// An extension host has loaded these long before.
import "node:child_process";
import "node:crypto";
import "node:net";
import Module, { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** What the bench reads. */
export interface Activation {
  /** Milliseconds of loading the extension and of its `activate`. */
  readonly activated: number;
  /** The longest time in milliseconds in which the host could do nothing else, until the language server answers or a second is over. */
  readonly blocked: number;
  /** Whether a language server was started. */
  readonly started: boolean;
}

type Loader = typeof Module & { _load(request: string, ...more: unknown[]): unknown };

/** Anything at all: may be called, constructed, extended, read from and iterated. */
function anything(own: Readonly<Record<PropertyKey, unknown>> = {}): unknown {
  const known = new Map<PropertyKey, unknown>(Reflect.ownKeys(own).map((key) => [key, own[key]]));
  const read = (key: PropertyKey): unknown => {
    if (key === "then" || key === "toJSON") return undefined;
    if (key === Symbol.iterator) return function* none(): Generator<never> { /* Nothing. */ };
    if (key === Symbol.toPrimitive) return () => "";
    if (!known.has(key)) known.set(key, anything());
    return known.get(key);
  };
  return new Proxy(function stand(): void { /* Called for nothing. */ }, { get: (target, key) => (key === "prototype" ? target.prototype as unknown : read(key)), set: (_target, key, value) => Boolean(known.set(key, value)), apply: () => anything(), construct: () => anything() as object });
}

function uri(file: string): unknown {
  return anything({ fsPath: file, path: file, scheme: "file", authority: "", query: "", fragment: "", toString: () => pathToFileURL(file).href });
}

const [extension = "", folder = ""] = process.argv.slice(2);
const vscode = anything({
  version: "1.139.1",
  Uri: anything({ joinPath: (base: { fsPath: string }, ...parts: string[]) => uri(path.join(base.fsPath, ...parts)), file: uri, parse: (text: string) => uri(text) }),
  workspace: anything({ workspaceFolders: [{ uri: uri(folder), name: "bench", index: 0 }], textDocuments: [], notebookDocuments: [], fs: anything({ readFile: (file: { fsPath: string }) => Promise.resolve(readFileSync(file.fsPath)) }) }),
  window: anything({ visibleTextEditors: [], tabGroups: anything({ all: [] }), visibleNotebookEditors: [] }),
});
const loader = Module as Loader;
const load = loader._load.bind(loader);
loader._load = (request, ...more) => (request === "vscode" ? vscode : load(request, ...more));

const began = performance.now();
const { activate } = createRequire(import.meta.url)(path.join(extension, "dist/client.cjs")) as { activate(context: unknown): void };
activate(anything({ subscriptions: [], extensionUri: uri(extension), globalStorageUri: uri(path.join(folder, "storage")), storageUri: uri(path.join(folder, "storage")) }));
const activated = performance.now() - began;
let blocked = activated;
for (let last = performance.now(), until = last + 1000; last < until;) {
  await setImmediate();
  const now = performance.now();
  blocked = Math.max(blocked, now - last);
  last = now;
}
const started = process.getActiveResourcesInfo().includes("ProcessWrap");
process.stdout.write(JSON.stringify({ activated, blocked, started } satisfies Activation));
await setTimeout(0);
process.exit();

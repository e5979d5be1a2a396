/** What happens to whole trees: folders renamed, branches checked out, packages linked and installed. The index follows to what a cold start finds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tried } from "../../../test/property.ts";
import { contents, scanned } from "./testing/contents.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import type { FileEvent } from "./file-events.ts";

const client = 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" });';
const fn = (from: string, id: string): string => `import { bus, NAME } from "${from}"; export const ${id} = bus.createFunction({ id: "${id}", triggers: { event: NAME } }, async ({ step }) => { await step.run("${id}", () => 1); await bus.send({ name: "${id}/done", data: {} }); });`;
const sdk = (version: string): string => JSON.stringify({ name: "inngest", version });

/** Two branches of one repository: what stands where, and what leads where. */
const branches: readonly Readonly<Record<string, string>>[] = [
  {
    "/app/package.json": '{ "workspaces": ["packages/*"], "dependencies": { "inngest": "^4.0.0" } }',
    "/app/tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*", "./lib/*"] } } }',
    "/app/packages/events/package.json": '{ "name": "@acme/events", "main": "src/index.ts" }',
    "/app/packages/events/src/index.ts": `${client} export const NAME = "one";`,
    "/app/src/lib/client.ts": `${client} export const NAME = "two";`,
    "/app/src/a.ts": fn("@acme/events", "a"),
    "/app/src/b.ts": fn("@/lib/client", "b"),
    "/app/src/jobs/c.ts": fn("../lib/client", "c"),
  },
  {
    "/app/package.json": '{ "workspaces": ["packages/*"], "dependencies": { "inngest": "^3.0.0" } }',
    "/app/tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./packages/core/*"] } } }',
    "/app/packages/core/package.json": '{ "name": "@acme/events", "exports": "./lib/client.ts" }',
    "/app/packages/core/lib/client.ts": `${client} export const NAME = "three";`,
    "/app/src/lib/client.ts": 'export * from "@acme/events";',
    "/app/src/a.ts": fn("@acme/events", "a2"),
    "/app/src/jobs/c.ts": fn("../lib/client", "c"),
    "/app/src/jobs/d.ts": fn("@/lib/client", "d"),
  },
];

const folders = ["/app/packages/events", "/app/packages/core", "/app/src/lib", "/app/src/jobs", "/app/src", "/app/lib"];

const change = fc.oneof(
  fc.record({ kind: fc.constant("checkout" as const), branch: fc.nat(1), part: fc.nat(), reversed: fc.boolean() }),
  fc.record({ kind: fc.constant("rename" as const), from: fc.constantFrom(...folders), to: fc.constantFrom(...folders), eachFile: fc.boolean() }),
  fc.record({ kind: fc.constant("install" as const), version: fc.constantFrom("3.54.2", "4.24.0", "") }),
  fc.record({ kind: fc.constant("link" as const), to: fc.constantFrom("/app/packages/events", "/app/packages/core", "") }),
  fc.record({ kind: fc.constant("open" as const), file: fc.nat(), text: fc.constantFrom(fn("@acme/events", "typed"), client, "const x = 1;") }),
  fc.record({ kind: fc.constant("close" as const), file: fc.nat() }),
  fc.record({ kind: fc.constant("look" as const) }),
);

/** Puts a text, or with undefined nothing, where a file is; tells what a watcher would of it. */
function write(disk: MemoryDisk, file: string, text: string | undefined): FileEvent[] {
  const before = disk.files.get(file);
  if (before === text) return [];
  if (text === undefined) disk.files.delete(file);
  else disk.files.set(file, text);
  return [{ path: file, kind: text === undefined ? "deleted" : before === undefined ? "created" : "changed" }];
}

function rename(disk: MemoryDisk, from: string, to: string, eachFile: boolean): FileEvent[] {
  const moved = [...disk.files].filter(([file]) => file.startsWith(`${from}/`));
  if (moved.length === 0 || `${to}/`.startsWith(`${from}/`) || [...disk.files.keys()].some((file) => file.startsWith(`${to}/`))) return [];
  for (const [file] of moved) disk.files.delete(file);
  const created = moved.flatMap(([file, text]) => write(disk, to + file.slice(from.length), text));
  // A watcher may tell of the folder alone that it is gone.
  return [...(eachFile ? moved.map(([file]): FileEvent => ({ path: file, kind: "deleted" })) : [{ path: from, kind: "deleted" } as const]), ...created];
}

test("after folders are renamed, branches checked out and packages installed the index is what a cold start finds", () => {
  fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
    const disk = new MemoryDisk(branches[0]);
    const workspace = scanned(disk);
    const open = new Set<string>();
    const sources = (): string[] => [...new Set([...disk.files.keys(), ...open])].filter((file) => file.endsWith(".ts")).sort();
    for (const step of changes) {
      switch (step.kind) {
        case "checkout": {
          const wanted = branches[step.branch] ?? {};
          const files = [...new Set([...branches.flatMap((branch) => Object.keys(branch)), ...disk.files.keys()])].filter((file) => !file.includes("/node_modules/"));
          // A checkout of some paths leaves a mixture of the two.
          const chosen = step.part % 3 === 0 ? files.filter((_file, index) => (step.part + index) % 2 === 0) : files;
          const events = chosen.flatMap((file) => write(disk, file, wanted[file]));
          workspace.filesChanged(step.reversed ? events.reverse() : events);
          break;
        }
        case "rename": workspace.filesChanged(rename(disk, step.from, step.to, step.eachFile)); break;
        case "install": workspace.filesChanged(write(disk, "/app/node_modules/inngest/package.json", step.version === "" ? undefined : sdk(step.version))); break;
        case "link":
          write(disk, "/app/node_modules/@acme/events", step.to === "" ? undefined : `->${step.to}`);
          workspace.packagesChanged();
          break;
        case "open": {
          const file = sources()[step.file % sources().length] ?? "/app/src/new.ts";
          workspace.open(file, step.text);
          open.add(file);
          break;
        }
        case "close": {
          const file = [...open][step.file % Math.max(1, open.size)];
          if (file !== undefined && open.delete(file)) workspace.close(file);
          break;
        }
        case "look": contents(workspace.snapshot());
      }
    }
    const cold = scanned(disk);
    for (const file of open) cold.open(file, workspace.text(file) ?? "");
    assert.deepEqual(contents(workspace.snapshot()), contents(cold.snapshot()));
  }), tried(80, 20261129));
});

test("a thousand files of a branch change at once", () => {
  const files = (name: string): [string, string][] => Array.from({ length: 1000 }, (_, n) => [`/app/src/part-${String(n % 50)}/${String(n)}.ts`, n % 20 === 0 ? fn("../client", `${name}${String(n)}`) : `export const ${name} = ${String(n)};`]);
  const disk = new MemoryDisk({ "/app/package.json": "{}", "/app/src/client.ts": `${client} export const NAME = "a";`, ...Object.fromEntries(files("one")) });
  const workspace = scanned(disk);
  contents(workspace.snapshot());
  workspace.filesChanged(files("two").flatMap(([file, text]) => write(disk, file, text)));
  assert.deepEqual(contents(workspace.snapshot()), contents(scanned(disk).snapshot()));
});

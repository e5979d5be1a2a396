/** Workspaces of several packages, on a real disk: how they name one another, and which SDK each of them has. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path/posix";
import { test } from "node:test";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { realDisk, toSlashes } from "./disk.ts";
import { Workspace } from "./workspace.ts";

/** Files by path below a new folder; a value that starts with `->` is a link to a path below it. */
function onDisk(files: Readonly<Record<string, string>>, run: (root: string) => void): void {
  const root = toSlashes(realpathSync(mkdtempSync(path.join(toSlashes(tmpdir()), "stepwise-monorepo-"))));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (text.startsWith("->")) symlinkSync(path.join(root, text.slice(2)), file, "junction");
      else writeFileSync(file, text);
    }
    run(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function scan(...roots: string[]): Workspace {
  const workspace = new Workspace(realDisk, analyzeFile);
  for (const root of roots) workspace.addRoot(root);
  Array.from(workspace.scan());
  return workspace;
}

const events = `import { Inngest, eventType } from "inngest";
export const inngest = new Inngest({ id: "app" });
export const activated = eventType("app/activated");
`;
const uses = (specifier: string): string => `import { inngest, activated } from "${specifier}";
export const f = inngest.createFunction({ id: "f", triggers: activated }, async ({ step }) => { await step.run("x", () => 1); });
`;
const manifest = (name: string, more: object = {}): string => JSON.stringify({ name, ...more });
const sdk = (version: string): string => manifest("inngest", { version });

/** What is seen of a file that gets client and event from elsewhere. */
function checkUses(workspace: Workspace, file: string): void {
  const [fn] = workspace.snapshot().file(file)?.functions ?? [];
  assert.ok(fn, `${file}: no function is recognised`);
  assert.deepEqual(fn.triggers.map((trigger) => trigger.kind === "event" && trigger.event.name), [{ kind: "known", value: "app/activated" }], file);
  assert.equal(fn.steps.length, 1, file);
}

const entries: Readonly<Record<string, { readonly manifest: object; readonly source: string; readonly specifier?: string }>> = {
  "main names a built file": { manifest: { main: "dist/index.js", types: "dist/index.d.ts" }, source: "src/index.ts" },
  "exports with conditions": { manifest: { exports: { ".": { types: "./dist/index.d.ts", import: "./dist/index.js" } } }, source: "src/index.ts" },
  "exports name the source": { manifest: { exports: { ".": "./lib/main.ts" } }, source: "lib/main.ts" },
  "JavaScript written in lib": { manifest: { main: "lib/index.js" }, source: "lib/index.js" },
  "a subpath by a pattern": { manifest: { exports: { "./*": "./src/*.ts" } }, source: "src/inngest.ts", specifier: "@acme/events/inngest" },
  "a subpath by its name": { manifest: { exports: { "./client": { types: "./dist/client.d.ts", default: "./dist/client.js" } } }, source: "src/client.ts", specifier: "@acme/events/client" },
  "no entry at all": { manifest: {}, source: "index.ts" },
};

for (const [name, { manifest: more, source, specifier = "@acme/events" }] of Object.entries(entries)) {
  test(`a package of the workspace, linked and not linked: ${name}`, () => {
    const files = {
      "package.json": manifest("root", { workspaces: ["packages/*", "apps/*"] }),
      "packages/events/package.json": manifest("@acme/events", more),
      [`packages/events/${source}`]: events,
      "apps/api/package.json": manifest("api"),
      "apps/api/src/fn.ts": uses(specifier),
    };
    onDisk(files, (root) => { checkUses(scan(root), `${root}/apps/api/src/fn.ts`); });
    onDisk({ ...files, "node_modules/@acme/events": "->packages/events" }, (root) => { checkUses(scan(root), `${root}/apps/api/src/fn.ts`); });
    onDisk({ ...files, "apps/api/node_modules/@acme/events": "->packages/events" }, (root) => { checkUses(scan(root), `${root}/apps/api/src/fn.ts`); });
  });
}

test("a client passed on by one package after the other", () => {
  onDisk({
    "packages/events/package.json": manifest("@acme/events"), "packages/events/src/index.ts": events,
    "packages/core/package.json": manifest("@acme/core"), "packages/core/src/index.ts": 'export * from "@acme/events";',
    "packages/kit/package.json": manifest("@acme/kit"), "packages/kit/src/index.ts": 'export { inngest, activated as activated } from "@acme/core";',
    "apps/api/fn.ts": uses("@acme/kit"),
  }, (root) => { checkUses(scan(root), `${root}/apps/api/fn.ts`); });
});

/** A kit that makes functions and charges customers, in files of its own behind an index. */
const kit = {
  "src/index.ts": 'export { inngest } from "./client";\nexport * from "./define";\nexport * from "./charge.js";',
  "src/client.ts": events,
  "src/define.ts": `import { inngest } from "./client";
export function defineFunction(options: { id: string }, event: string, handler: (context: any) => Promise<unknown>) {
  return inngest.createFunction({ ...options, triggers: [{ event }] }, async (context) => handler({ ...context, db }));
}`,
  "src/charge.ts": `import type { GetStepTools } from "inngest";
import type { inngest } from "./client";
export const charge = (step: GetStepTools<typeof inngest>) => step.run("charge", () => 1);`,
};
const usesKit = (specifier: string): string => `import { defineFunction, charge } from "${specifier}";
export const order = defineFunction({ id: "order" }, "app/ordered", async ({ step }) => { await step.run("reserve", () => 1); await charge(step); });
`;
const homes: Readonly<Record<string, { readonly specifier: string; readonly files: Readonly<Record<string, string>> }>> = {
  "through workspaces": { specifier: "@acme/kit", files: { "package.json": manifest("root", { workspaces: ["packages/*", "apps/*"] }), "node_modules/@acme/kit": "->packages/kit", "packages/kit/package.json": manifest("@acme/kit", { main: "dist/index.js", types: "dist/index.d.ts" }) } },
  "through paths": { specifier: "~kit", files: { "apps/api/tsconfig.json": JSON.stringify({ compilerOptions: { baseUrl: ".", paths: { "~kit": ["../../packages/kit/src/index.ts"] } } }) } },
  "through a project reference": { specifier: "@acme/kit", files: { "apps/api/tsconfig.json": JSON.stringify({ references: [{ path: "../../packages/kit" }] }), "packages/kit/tsconfig.json": JSON.stringify({ compilerOptions: { composite: true, rootDir: "src", outDir: "dist" } }), "packages/kit/package.json": manifest("@acme/kit", { exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } } }) } },
};

for (const [name, { specifier, files }] of Object.entries(homes)) {
  test(`a wrapper around createFunction and a step helper of another package, ${name}`, () => {
    const sources = Object.fromEntries(Object.entries(kit).map(([file, text]) => [`packages/kit/${file}`, text]));
    onDisk({ ...files, ...sources, "apps/api/src/order.ts": usesKit(specifier) }, (root) => {
      const [order] = scan(root).snapshot().file(`${root}/apps/api/src/order.ts`)?.functions ?? [];
      const steps = order?.steps.map(({ call }) => [call.path.slice(root.length + 1), call.id.kind === "id" && call.id.id]);
      assert.deepEqual([order?.id, order?.triggers.map((trigger) => trigger.kind === "event" && trigger.event.name), steps], [
        { kind: "known", value: "order" }, [{ kind: "known", value: "app/ordered" }],
        [["apps/api/src/order.ts", { kind: "known", value: "reserve" }], ["packages/kit/src/charge.ts", { kind: "known", value: "charge" }]],
      ]);
    });
  });
}

test("a linked package that lies outside the workspace, and a package installed whole", () => {
  onDisk({
    "elsewhere/events/package.json": manifest("@acme/events"), "elsewhere/events/src/index.ts": events,
    "app/node_modules/@acme/events": "->elsewhere/events",
    "app/node_modules/@acme/built/package.json": manifest("@acme/built", { main: "index.ts" }), "app/node_modules/@acme/built/index.ts": events,
    "app/linked.ts": uses("@acme/events"), "app/installed.ts": `${uses("@acme/built")}// inngest`,
  }, (root) => {
    const workspace = scan(`${root}/app`);
    checkUses(workspace, `${root}/app/linked.ts`);
    assert.deepEqual(workspace.snapshot().file(`${root}/app/installed.ts`)?.functions, [], "text of an installed package is not read");
    assert.deepEqual(workspace.snapshot().paths().filter((file) => !file.startsWith(`${root}/app/`)), []);
  });
});

test("each package has the SDK that it resolves", () => {
  onDisk({
    "node_modules/inngest/package.json": sdk("4.24.0"),
    "apps/new/a.ts": events,
    "apps/old/package.json": manifest("old"), "apps/old/node_modules/inngest/package.json": sdk("3.54.2"), "apps/old/src/deep/a.ts": events,
    "apps/ancient/node_modules/inngest/package.json": sdk("2.7.2"), "apps/ancient/a.ts": events,
    "apps/linked/node_modules/inngest": "->store/inngest@3.50.0/node_modules/inngest", "store/inngest@3.50.0/node_modules/inngest/package.json": sdk("3.50.0"), "apps/linked/a.ts": events,
  }, (root) => {
    const workspace = scan(root);
    const major = (file: string): unknown => workspace.snapshot().file(`${root}/${file}`)?.sdk;
    assert.deepEqual([major("apps/new/a.ts"), major("apps/old/src/deep/a.ts"), major("apps/linked/a.ts"), major("apps/ancient/a.ts")], [4, 3, 3, 2]);
    // The SDK is installed anew while the workspace is open.
    writeFileSync(`${root}/apps/old/node_modules/inngest/package.json`, sdk("4.1.0"));
    workspace.filesChanged([{ path: `${root}/apps/old/node_modules/inngest/package.json`, kind: "changed" }]);
    assert.equal(major("apps/old/src/deep/a.ts"), 4);
  });
});

test("paths of a project that a solution file refers to, inherited, and changed while open", () => {
  const config = (paths: object, more: object = {}): string => JSON.stringify({ ...more, compilerOptions: { paths } });
  onDisk({
    "tsconfig.base.json": config({ "@events": ["./events/main.ts"] }), "events/main.ts": events,
    "solution/tsconfig.json": JSON.stringify({ files: [], references: [{ path: "./tsconfig.app.json" }, { path: "./tsconfig.node.json" }] }),
    "solution/tsconfig.app.json": config({ "~/*": ["./src/*"] }), "solution/tsconfig.node.json": "{}", "solution/src/events.ts": events, "solution/src/fn.ts": uses("~/events"),
    "inherits/tsconfig.json": JSON.stringify({ extends: "../tsconfig.base.json" }), "inherits/fn.ts": uses("@events"),
    "changes/tsconfig.json": "{}", "changes/fn.ts": uses("@events"),
  }, (root) => {
    const workspace = scan(root);
    checkUses(workspace, `${root}/solution/src/fn.ts`);
    checkUses(workspace, `${root}/inherits/fn.ts`);
    assert.deepEqual(workspace.snapshot().file(`${root}/changes/fn.ts`)?.functions, []);
    writeFileSync(`${root}/changes/tsconfig.json`, JSON.stringify({ extends: "../tsconfig.base.json" }));
    workspace.filesChanged([{ path: `${root}/changes/tsconfig.json`, kind: "changed" }]);
    checkUses(workspace, `${root}/changes/fn.ts`);
  });
});

test("several folders of one workspace see one another, until one is removed", () => {
  onDisk({
    "events/package.json": manifest("@acme/events"), "events/src/index.ts": events,
    "api/package.json": manifest("api"), "api/fn.ts": uses("@acme/events"),
    "api-extra/send.ts": `${events}inngest.send({ name: "app/activated" });`,
  }, (root) => {
    const workspace = scan(`${root}/events`, `${root}/api`, `${root}/api-extra`);
    checkUses(workspace, `${root}/api/fn.ts`);
    assert.equal(workspace.snapshot().event("app/activated")?.senders.length, 1);
    workspace.removeRoot(`${root}/api`);
    assert.equal(workspace.snapshot().event("app/activated")?.senders.length, 1, "a folder whose name begins the same stays");
    workspace.addRoot(`${root}/api`);
    Array.from(workspace.scan([`${root}/api`]));
    workspace.removeRoot(`${root}/events`);
    assert.deepEqual(workspace.snapshot().file(`${root}/api/fn.ts`)?.functions, []);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { check } from "../check/check.ts";
import { complete } from "../features/completion/completion.ts";
import { findDefinitions } from "../features/definition.ts";
import { findEventTree } from "../features/event-tree.ts";
import { hoverEvent } from "../features/hover/event.ts";
import { rules } from "../rules/registry.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { Workspace } from "./workspace.ts";

const charge = { type: "object", properties: { id: { type: "string" }, amount: { type: "integer" } }, required: ["id", "amount"] };
const manifest = (events: unknown, more: object = {}): string => JSON.stringify({ dependencies: { inngest: "^4.0.0" }, inngest: { events, externalEvents: ["*"] }, ...more }, null, 2);
const client = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n';

function scan(files: Readonly<Record<string, string>>, root = "/app"): { readonly workspace: Workspace; readonly disk: MemoryDisk } {
  const disk = new MemoryDisk(files);
  const workspace = new Workspace(disk, analyzeFile);
  workspace.addRoot(root);
  Array.from(workspace.scan());
  return { workspace, disk };
}

function told(files: Readonly<Record<string, string>>): string[] {
  return check({ disk: new MemoryDisk(files), analyze: analyzeFile, rules, directory: "/app", paths: [] }).report.findings.map(({ line, severity, message }) => `${String(line)} ${severity} ${message}`);
}

test("sends are compared with a schema in the package.json, in a file, and of a pattern", () => {
  const send = (name: string, data: string): string => `${client}await inngest.send({ name: "${name}", data: ${data} });\n`;
  const files = { "/app/schemas/all.json": JSON.stringify({ $defs: { charge, money: { type: "string" }, refund: { properties: { of: { $ref: "#/$defs/charge" } }, required: ["of"] } } }) };
  const own = { ...files, "/app/package.json": manifest({ "stripe/charge": charge, "stripe/refund": "./schemas/all.json#/$defs/refund", "stripe/*": { required: ["id"], properties: { id: { type: "string" } } } }) };
  assert.deepEqual(told({ ...own, "/app/a.ts": send("stripe/charge", '{ id: "1", amount: "5" }') }), ["3 error `amount` of `stripe/charge` must be a number, not a string"]);
  assert.deepEqual(told({ ...own, "/app/a.ts": send("stripe/refund", '{ of: { id: "1" } }') }), ["3 error `amount` is missing from `of` in `stripe/refund`'s data"]);
  assert.deepEqual(told({ ...own, "/app/a.ts": send("stripe/payout", "{}") }), ["3 error `id` is missing from `stripe/payout`'s data"]);
  assert.deepEqual(told({ ...own, "/app/a.ts": send("stripe/charge", '{ id: "1", amount: 5, more: true }') }), []);
  assert.deepEqual(told({ ...own, "/app/a.ts": send("shop/charge", "{}") }), []);
});

test("what code declares counts more", () => {
  const code = 'import { eventType } from "inngest";\nimport { z } from "zod";\nexport const a = eventType("app/a", { schema: z.object({ id: z.number() }) });\n';
  assert.deepEqual(told({ "/app/package.json": manifest({ "app/a": { properties: { id: { type: "string" } }, required: ["id"] } }), "/app/a.ts": `${code}${client}await inngest.send({ name: "app/a", data: { id: 1 } });\n` }), []);
});

test("expressions know the paths", () => {
  const listen = `${client}export const f = inngest.createFunction({ id: "f", triggers: { event: "stripe/charge", if: "event.data.amuont > 5" } }, async ({ step }) => { await step.run("x", () => 1); });\n`;
  assert.deepEqual(told({ "/app/package.json": manifest({ "stripe/charge": { ...charge, additionalProperties: false } }), "/app/a.ts": listen }).filter((line) => line.includes("amuont")), ["3 warning `amuont` is not a key of `event.data`; did you mean `amount`"]);
});

test("hover, definition and the Events view lead to where it is declared", () => {
  const { workspace } = scan({ "/app/package.json": manifest({ "stripe/charge": charge }), "/app/a.ts": `${client}await inngest.send({ name: "stripe/charge", data: {} });\n` });
  const snapshot = workspace.snapshot();
  const text = workspace.text("/app/package.json") ?? "";
  const [place] = findDefinitions(snapshot, "/app/a.ts", workspace.text("/app/a.ts")?.indexOf("stripe/charge") ?? 0);
  assert.equal(place?.path, "/app/package.json");
  assert.equal(text.slice(place.span.start, place.span.end), '"stripe/charge"');
  assert.match(hoverEvent(snapshot, "stripe/charge", ({ path }) => path), /id: string[\s\S]*\*\*Declared\*\* in \/app\/package\.json[\s\S]*"amount"/);
  assert.deepEqual(findEventTree(snapshot).map(({ name, data, location }) => [name, location.path, data?.includes("amount")]), [["stripe/charge", "/app/package.json", true]]);
});

test("names, keys and paths are completed", () => {
  const text = `${client}await inngest.send({ name: "", data: {} });\nawait inngest.send({ name: "stripe/charge", data: { } });\ninngest.createFunction({ id: "f", triggers: { event: "stripe/charge", if: "event.data." } }, async () => {});\n`;
  const { workspace } = scan({ "/app/package.json": manifest({ "stripe/charge": charge }), "/app/a.ts": text });
  const offered = (before: string): string[] => complete(workspace.snapshot(), "/app/a.ts", text.indexOf(before) + before.length).map(({ label }) => label);
  assert.deepEqual(offered('name: "'), ["stripe/charge"]);
  for (const before of ["data: { ", '"event.data.']) assert.deepEqual(offered(before), ["id", "amount"], before);
});

test("an editor's settings, which may stand in no file of the workspace, and a package above the folder that is opened", () => {
  const { workspace } = scan({ "/app/package.json": manifest({ "app/above": {} }), "/app/web/a.ts": client, "/app/web/s.json": JSON.stringify(charge) }, "/app/web");
  assert.equal(workspace.setEvents(new Map([["/app/web", { "stripe/charge": "s.json" }]])), true);
  assert.equal(workspace.setEvents(new Map([["/app/web", { "stripe/charge": "s.json" }]])), false);
  assert.deepEqual(workspace.snapshot().eventNames(), ["app/above", "stripe/charge"]);
  assert.match(hoverEvent(workspace.snapshot(), "stripe/charge", ({ path }) => path), /\*\*Declared\*\* in the setting `inngest\.events`/);
  assert.deepEqual(findEventTree(workspace.snapshot()).map(({ name }) => name), ["app/above"]);
});

test("a schema's file that changes, comes or goes counts at once; any other JSON file does not", () => {
  const { workspace, disk } = scan({ "/app/package.json": manifest({ "app/a": "schema.json" }), "/app/a.ts": client });
  const keys = (): readonly string[] | undefined => workspace.snapshot().event("app/a")?.declarations.flatMap(({ data }) => (data?.kind === "object" ? Object.keys(data.properties) : []));
  assert.deepEqual([keys(), workspace.eventProblems().map(({ message }) => message)], [undefined, ["`inngest.events`: `app/a`: there is no file `schema.json` beside this one"]]);
  disk.files.set("/app/schema.json", JSON.stringify(charge));
  workspace.filesChanged([{ path: "/app/schema.json", kind: "created" }]);
  assert.deepEqual([keys(), workspace.eventProblems()], [["id", "amount"], []]);
  disk.files.set("/app/schema.json", JSON.stringify({ properties: { other: {} } }));
  workspace.filesChanged([{ path: "/app/schema.json", kind: "changed" }]);
  assert.deepEqual(keys(), ["other"]);
  const { version } = workspace;
  workspace.filesChanged([{ path: "/app/data.json", kind: "created" }, { path: "/app/data.json", kind: "changed" }]);
  assert.equal(workspace.version, version);
  disk.files.set("/app/package.json", manifest({}));
  workspace.filesChanged([{ path: "/app/package.json", kind: "changed" }]);
  assert.deepEqual(workspace.snapshot().eventNames(), []);
});

test("what is wrong is one sentence at its place", () => {
  const wrong: readonly (readonly [events: unknown, message: string, at?: string])[] = [
    [["app/a"], "it is an object of JSON schemas by event name", '"events"'],
    [{ "app/a": 5 }, "`app/a`: its schema is an object, or the path of a JSON file"],
    [{ "app/a": "https://example.com/a.json" }, "`app/a`: `https://example.com/a.json` is not read: a schema is a file of the project, given by a path relative to this one"],
    [{ "app/a": "a.json" }, "`app/a`: there is no file `a.json` beside this one"],
    [{ "app/a": "list.json" }, "`app/a`: `list.json` is no JSON object: see its line 1"],
    [{ "app/a": "charge.json#/$defs/x" }, "`app/a`: `charge.json` has no `#/$defs/x`"],
    [{ "app/a": { type: "objekt" } }, "`app/a`: `type` is `objekt`, which JSON Schema does not have; did you mean `object`"],
    [{ "app/a": "wrong.json" }, "`app/a`: in `wrong.json`, it is the schema of the event's `data`, which is an object and not a string"],
    [{ "app/*/a": {} }, "`app/*/a`: a name is not empty, and a pattern ends in its only `*`", '"app/*/a"'],
  ];
  for (const [events, message, at = '"app/a"'] of wrong) {
    const files = { "/app/package.json": manifest(events), "/app/a.ts": client, "/app/list.json": "[]", "/app/wrong.json": '{ "type": "string" }', "/app/charge.json": JSON.stringify(charge) };
    const [problem, ...others] = scan(files).workspace.eventProblems();
    assert.deepEqual([problem?.message, others], [`\`inngest.events\`: ${message}`, []]);
    assert.equal(files["/app/package.json"].slice(problem?.span.start, problem?.span.end), at);
    assert.throws(() => told(files), { name: "UsageError", message: `package.json: \`inngest.events\`: ${message}` });
  }
});

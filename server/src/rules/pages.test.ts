import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { rules } from "./registry.ts";
import { check, findAll } from "./testing.ts";

/** An example is a part of a program: who else sends and listens is not in it. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set(["known-event", "event-has-sender"]);
const HEADINGS = ["Incorrect", "Correct", "Why", "To fix", "When not to use it"];

/** Text of each second-level section, by heading. */
function readSections(page: string): Map<string, string> {
  return new Map(page.split(/^## /m).slice(1).map((section) => {
    const [heading = "", ...lines] = section.split("\n");
    return [heading, lines.join("\n")];
  }));
}

function readBlocks(section: string | undefined): string[] {
  return [...(section ?? "").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => toFixture(match[1] ?? ""));
}

/** Pages name files as people do; `// order.ts, at the commit` is what `stepwise check --base` compares with. */
function toFixture(block: string): string {
  return block.replaceAll(/^\/\/ (\S+\.ts), (?:at the (commit)|now|on SDK (v[\d.]+))$/gm, (_whole, file: string, commit?: string, sdk?: string) => `//- ${commit === undefined ? "" : "/@base"}/${file}${sdk === undefined ? "" : ` sdk:${sdk}`}`);
}

for (const rule of rules) {
  test(`the page of ${rule.id} shows what the rule does`, () => {
    const page = readFileSync(new URL(`../../../docs/rules/${rule.id}.md`, import.meta.url), "utf8");
    assert.ok(page.startsWith(`# ${rule.id}\n\n`));
    const sections = readSections(page);
    assert.deepEqual([...sections.keys()], HEADINGS);
    const incorrect = readBlocks(sections.get("Incorrect"));
    const correct = readBlocks(sections.get("Correct"));
    assert.ok(incorrect.length > 0 && correct.length > 0, "examples on both sides");
    for (const block of incorrect) assert.notEqual(findAll(rule, block).length, 0, `nothing is found in:\n${block}`);
    assert.equal(incorrect.some((block) => findAll(rule, block).some(({ fixes = [] }) => fixes.length > 0)), rule.fixable, "whether one of them can be fixed");
    for (const block of correct) check(rule, block);
  });

  test(`the page of ${rule.id} shows no other mistake`, () => {
    const others = rules.filter(({ id }) => id !== rule.id && !ABOUT_OTHERS.has(id));
    for (const section of readSections(readFileSync(new URL(`../../../docs/rules/${rule.id}.md`, import.meta.url), "utf8")).values()) {
      for (const block of readBlocks(section)) check(others, block);
    }
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tried } from "../../test/property.ts";
import { Groups } from "./groups.ts";

/** Each item is about its own letters. */
const letters = (item: string): string[] => [...new Set(item)];

test("groups that follow edits are what fresh ones are, and a list that says the same is the same", () => {
  const items = fc.array(fc.constantFrom("a", "b", "ab", "bc", "c"), { maxLength: 3 });
  const edit = fc.record({ path: fc.constantFrom("/1", "/2", "/3"), items });
  fc.assert(fc.property(fc.array(edit, { maxLength: 15 }), (edits) => {
    const said = new Map<string, readonly string[]>();
    const following = new Groups<string>();
    for (const step of edits) {
      const concerned = new Set([...said.get(step.path) ?? [], ...step.items].flatMap(letters));
      const before = new Map(["a", "b", "c"].map((key) => [key, following.get(key)]));
      following.replace(step.path, step.items, letters);
      said.set(step.path, step.items);
      const fresh = new Groups<string>();
      for (const [path, all] of said) fresh.replace(path, all, letters);
      for (const [key, list] of before) {
        assert.deepEqual(following.get(key), fresh.get(key));
        if (!concerned.has(key)) assert.equal(following.get(key), list);
      }
      assert.deepEqual(following.keys(), fresh.keys());
    }
  }), tried(60, 5));
});

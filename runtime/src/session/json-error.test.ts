import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tried } from "../../../test/property.ts";
import { findJsonError } from "./json-error.ts";

const cases: readonly (readonly [string, number])[] = [
  ["", 0], ["{", 1], ['{ "a": x }', 7], ['{ "a": 1, }', 10], ["{ a: 1 }", 2], ['{ "a" 1 }', 6], ["[1 2]", 3], ["[1,]", 3], ["1 2", 2], ['{"a": "open}', 6], ["'a'", 0], ["01", 1], ["\t{}x", 3],
];

for (const [text, offset] of cases) test(JSON.stringify(text), () => { assert.equal(findJsonError(text), offset); });

test("agrees with JSON.parse on what is valid", () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut))), fc.string()), (text) => {
    let valid = true;
    try {
      JSON.parse(text);
    } catch {
      valid = false;
    }
    assert.equal(findJsonError(text) === undefined, valid);
  }), tried(200, 7));
});

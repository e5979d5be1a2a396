import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeUnsafe, escapeUnsafeLines } from "./unsafe.ts";

test("what moves the cursor, turns text round or hides it is written out", () => {
  assert.equal(escapeUnsafe("a\u0000b\u001b[2Jc\n\u0085d\u200be\u202ef\u2066g\u2028\ufeff\u00ad"), "a\\u0000b\\u001b[2Jc\\u000a\\u0085d\\u200be\\u202ef\\u2066g\\u2028\\ufeff\\u00ad");
  assert.equal(escapeUnsafe("half \ud83d, tag \u{e0041}"), "half \\ud83d, tag \\udb40\\udc41");
  assert.equal(escapeUnsafe("שלום 😀 “x” é"), "שלום 😀 “x” é");
});

test("text of several lines keeps its lines", () => {
  assert.equal(escapeUnsafeLines("a\n\tb\r\u202e"), "a\n\tb\\u000d\\u202e");
});

test("inside a string of JSON it means the same", () => {
  const value = "\u0000\u202e\u200b\u{e0041}\n\"\\";
  assert.equal(JSON.parse(escapeUnsafe(JSON.stringify(value))), value);
});

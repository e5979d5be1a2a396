import assert from "node:assert/strict";
import { test } from "node:test";
import { findSimilar, toConsoleText, toPrintable, toPropertyPath, toQuoted } from "./text.ts";

test("control characters and direction overrides are shown, not obeyed", () => {
  assert.equal(toPrintable("a\u001b[2Jb\nc\u202e\u2028\u009b"), "a\\u001b[2Jb\\u000ac\\u202e\\u2028\\u009b");
  assert.equal(toQuoted('say "\u0007\u202e"', 100), '"say \\"\\u0007\\u202e\\""');
  assert.equal(toPrintable("half \ud83d"), "half \\ud83d");
  assert.equal(toPrintable("whole 😀"), "whole 😀");
});

test("long text is shortened and says by how much", () => {
  assert.equal(toQuoted("x".repeat(12_345), 5), '"xxxxx"… (12,340 more characters)');
});

test("console output keeps colours and loses cursor movement, titles and links", () => {
  assert.equal(toConsoleText("\u001b[31mred\u001b[0m\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u001b\\go\n\ttab"), "\u001b[31mred\u001b[0mgo\n\ttab");
});

test("a property path is what a user would write", () => {
  assert.equal(toPropertyPath("event", "data"), "event.data");
  assert.equal(toPropertyPath("steps", "send-x"), 'steps["send-x"]');
});

test("a slip of the keyboard is recognised", () => {
  assert.equal(findSimilar("evnt", ["event", "function"]), "event");
  assert.equal(findSimilar("completely", ["event", "function"]), undefined);
});

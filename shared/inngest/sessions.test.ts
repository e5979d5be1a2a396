import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeSessions } from "./sessions.ts";

const cases: readonly (readonly [title: string, meta: Parameters<typeof mergeSessions>[0], expected: unknown])[] = [
  ["none", undefined, undefined],
  ["nothing of sessions", { other: 1 }, { other: 1 }],
  ["written ones alone", { sessions: { cart: "c1" } }, { sessions: { cart: "c1" } }],
  ["inherited ones alone", { propagated_sessions: { cart: "c1" } }, { sessions: { cart: "c1" } }],
  ["written ones win", { sessions: { cart: "c2" }, propagated_sessions: { cart: "c1", user: "u1" } }, { sessions: { cart: "c2", user: "u1" } }],
  ["null takes one away", { sessions: { cart: null }, propagated_sessions: { cart: "c1", user: "u1" } }, { sessions: { user: "u1" } }],
  ["null takes all away", { sessions: null, propagated_sessions: { cart: "c1" } }, undefined],
  ["five at most, written ones first", { sessions: { f: "6" }, propagated_sessions: { a: "1", b: "2", c: "3", d: "4", e: "5" } }, { sessions: { f: "6", a: "1", b: "2", c: "3", d: "4" } }],
  ["what is no object", "text", "text"],
];

for (const [title, meta, expected] of cases) test(title, () => { assert.deepEqual(mergeSessions(meta), expected); });

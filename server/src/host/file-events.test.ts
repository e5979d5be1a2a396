import assert from "node:assert/strict";
import { test } from "node:test";
import { isAmong, together, type FileEvent } from "./file-events.ts";

const deleted = (path: string): FileEvent => ({ path, kind: "deleted" });
const created = (path: string): FileEvent => ({ path, kind: "created" });
const show = (events: readonly FileEvent[]): string[] => [...together(events)].map((event) => (event instanceof Set ? `gone ${[...event].join(" ")}` : `${event.kind} ${event.path}`));

test("thousands of files that go away, between others that come, are looked for once", () => {
  const events = Array.from({ length: 5_000 }, (_, n) => [deleted(`/app/old/${String(n)}.ts`), created(`/app/new/${String(n)}.ts`)]).flat();
  assert.equal([...together(events)].filter((event) => event instanceof Set).length, 1);
});

test("what comes after it has gone, or where it was, comes after that", () => {
  assert.deepEqual(show([deleted("/app/a.ts"), created("/app/b.ts"), created("/app/a.ts"), deleted("/app/b.ts")]), ["created /app/b.ts", "gone /app/a.ts", "created /app/a.ts", "gone /app/b.ts"]);
  assert.deepEqual(show([deleted("/app/src"), created("/app/src/a.ts")]), ["gone /app/src", "created /app/src/a.ts"]);
  assert.deepEqual(show([deleted("/app/src/a.ts"), created("/app/src")]), ["gone /app/src/a.ts", "created /app/src"]);
  assert.deepEqual(show([deleted("/app/package.json"), deleted("/app/a.ts")]), ["deleted /app/package.json", "gone /app/a.ts"]);
});

test("a file is among those that are gone by its own name and by its folders'", () => {
  const gone = new Set(["/app/src", "/app/one.ts"]);
  assert.deepEqual(["/app/src/deep/a.ts", "/app/one.ts", "/app/src", "/app/srcs/a.ts", "/app/one.tsx", "/app"].filter((path) => isAmong(path, gone)), ["/app/src/deep/a.ts", "/app/one.ts", "/app/src"]);
});

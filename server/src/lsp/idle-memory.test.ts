import assert from "node:assert/strict";
import { test } from "node:test";
import { EventEmitter } from "node:events";
import { setImmediate } from "node:timers/promises";
import { engineHeap, IdleMemory } from "./idle-memory.ts";
import type { Heap } from "./idle-memory.ts";

const megabyte = 1 << 20;

/** A heap that says what is done to it. */
function fakeHeap(bytes: { used: number; young: number }, events: EventEmitter): { readonly heap: Heap; readonly done: string[] } {
  const done: string[] = [];
  const heap: Heap = {
    used: () => {
      events.emit("asked");
      return bytes.used;
    },
    collect: () => {
      done.push("collect");
      bytes.used = 30 * megabyte;
      bytes.young = megabyte;
      return Promise.resolve();
    },
    young: () => bytes.young,
    growYoung: (to) => { done.push(`young to ${String(to / megabyte)} MB`); },
  };
  return { heap, done };
}

/** Resolves once the heap was asked so often. The server's timer keeps no process alive. */
async function asked(events: EventEmitter, times: number): Promise<void> {
  const alive = setInterval(() => { /* Alive. */ }, 1000);
  await new Promise<void>((resolve) => {
    let count = 0;
    events.on("asked", () => { if (++count === times) resolve(); });
  });
  await setImmediate();
  clearInterval(alive);
}

test("what keys left is collected once nobody asks for anything, and the young generation then grows to what it was", async () => {
  const events = new EventEmitter();
  const { heap, done } = fakeHeap({ used: 60 * megabyte, young: 8 * megabyte }, events);
  new IdleMemory(heap, 1);
  await asked(events, 1);
  assert.deepEqual(done, ["collect", "young to 8 MB"]);
});

test("a server that waits on is not stopped again", async () => {
  const events = new EventEmitter();
  const { heap, done } = fakeHeap({ used: 60 * megabyte, young: megabyte }, events);
  new IdleMemory(heap, 1);
  // Before the collection and after it, and when all is quiet once more.
  await asked(events, 3);
  assert.deepEqual(done, ["collect"]);
});

test("an engine that cannot be asked to collect is asked again after the next message, and does no harm", async () => {
  const events = new EventEmitter();
  const { heap } = fakeHeap({ used: 60 * megabyte, young: megabyte }, events);
  let tries = 0;
  const idle = new IdleMemory({ ...heap, collect: () => {
    tries += 1;
    return Promise.reject(new Error("no inspector"));
  } }, 1);
  await asked(events, 1);
  idle.handled();
  await asked(events, 1);
  assert.equal(tries, 2);
});

test("the engine collects everything that nothing leads to", async () => {
  const left = ((): WeakRef<object> => new WeakRef({ text: "a".repeat(100) }))();
  await setImmediate();
  await engineHeap.collect();
  assert.equal(left.deref(), undefined);
  assert.ok(engineHeap.used() > 0 && engineHeap.young() > 0);
});

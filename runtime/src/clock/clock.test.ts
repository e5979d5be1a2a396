import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClockJump, Wake } from "../executor/ports.ts";
import { createRealClock } from "./real-clock.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const wake = (kind: Wake["kind"]): Wake => ({ kind, runId: undefined, reason: kind });
const never = new AbortController().signal;
const frozen = { base: () => 0, start: 1000 };

async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => { setImmediate(resolve); });
}

test("jumps to the earliest wake-up once nothing runs, and says so", async () => {
  const clock = createVirtualClock(frozen);
  const jumps: ClockJump[] = [];
  clock.onJump = (jump) => jumps.push(jump);
  const woken: string[] = [];
  const release = clock.hold("running");
  const sleeps = [["late", 9000], ["early", 5000], ["also early", 5000]].map(([name, at]) => clock.until(at as number, wake("sleep"), never).then(() => woken.push(`${name} at ${clock.now()}`)));
  await turns();
  assert.deepEqual(woken, []);
  release();
  await Promise.all(sleeps);
  assert.deepEqual(woken, ["early at 5000", "also early at 5000", "late at 9000"]);
  assert.deepEqual(jumps.map(({ from, to }) => [from, to]), [[1000, 5000], [5000, 9000]]);
});

test("while a run stands at the gate a sleep wakes up but a timeout does not", async () => {
  const clock = createVirtualClock(frozen);
  const release = clock.hold("gate");
  await clock.until(2000, wake("sleep"), never);
  let timedOut = false;
  const timeout = clock.until(3000, wake("timeout"), never).then(() => { timedOut = true; });
  const behind = clock.until(4000, wake("sleep"), never);
  await turns();
  assert.deepEqual([timedOut, clock.now()], [false, 2000]);
  release();
  await Promise.all([timeout, behind]);
  assert.equal(clock.now(), 4000);
});

test("a wait that is given up neither resolves nor makes the clock jump", async () => {
  const clock = createVirtualClock(frozen);
  const abort = new AbortController();
  let resolved = false;
  void clock.until(5000, wake("sleep"), abort.signal).then(() => { resolved = true; });
  void clock.until(6000, wake("sleep"), AbortSignal.abort()).then(() => { resolved = true; });
  abort.abort();
  await turns();
  assert.deepEqual([resolved, clock.now(), clock.nextWake()], [false, 1000, undefined]);
});

test("moves by hand, never back", async () => {
  const clock = createVirtualClock(frozen);
  const release = clock.hold("running");
  const due = clock.until(3000, wake("timeout"), never);
  assert.equal(clock.nextWake(), 3000);
  clock.advanceTo(4000);
  clock.advanceTo(2000);
  assert.equal(clock.now(), 4000);
  release();
  await due;
  assert.equal(clock.now(), 4000);
});

test("flows with its base between jumps", () => {
  let machine = 50;
  const clock = createVirtualClock({ base: () => machine });
  assert.equal(clock.now(), 50);
  clock.advanceTo(1000);
  machine += 7;
  assert.equal(clock.now(), 1007);
});

test("the real clock waits, and no longer when given up", async () => {
  const clock = createRealClock();
  const begun = clock.now();
  const abort = new AbortController();
  let resolved = false;
  void clock.until(begun + 600_000, wake("sleep"), abort.signal).then(() => { resolved = true; });
  await clock.until(begun + 5, wake("sleep"), never);
  assert.ok(clock.now() >= begun + 5);
  abort.abort();
  assert.equal(resolved, false);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import { createRoom } from "./room.ts";

test("enters in turn, as far as there is room; what is too large goes alone", async () => {
  const room = createRoom(10);
  const entered: string[] = [];
  const take = (name: string, weight: number): void => {
    const waits = room.take(weight);
    if (waits === undefined) entered.push(name);
    else void waits.then(() => { entered.push(name); });
  };
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  take("a", 6);
  take("b", 4);
  take("c", 20);
  take("d", 1);
  assert.deepEqual(entered, ["a", "b"]);
  room.leave(6);
  await turn();
  assert.deepEqual(entered, ["a", "b"], "the large one is not passed by");
  room.leave(4);
  await turn();
  assert.deepEqual(entered, ["a", "b", "c"]);
  room.leave(20);
  await turn();
  assert.deepEqual(entered, ["a", "b", "c", "d"]);
});

test("many parallel steps of one run are not all under way at once, and all run", async () => {
  let under = 0;
  let most = 0;
  const { executor } = createEngineFixture([{
    id: "wide", on: ["e"],
    handler: async ({ step }) => (await Promise.all(Array.from({ length: 300 }, (_, n) => step.run(`s${n}`, async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => { setImmediate(resolve); });
      under--;
      return n;
    })))).length,
  }]);
  executor.send([{ name: "e" }]);
  await executor.whenIdle();
  assert.equal(executor.runs()[0]?.output, 300);
  assert.ok(most > 1 && most <= 6000 / 300, `${most} at once`);
});

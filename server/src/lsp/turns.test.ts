import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./turns.ts";

test("messages that wait are all handled before the next turn of a long work", async () => {
  let handled = 0;
  const order: string[] = [];
  /** As a connection does: each message in an immediate of its own. */
  const deliver = (left: number): void => {
    setImmediate(() => {
      handled += 1;
      order.push("message");
      if (left > 1) deliver(left - 1);
    });
  };
  const work = function* (): Generator<void> {
    for (let step = 0; step < 4; step++) {
      order.push("work");
      if (step === 1) deliver(5);
      yield;
    }
  };
  assert.equal(await new Turns(() => handled, 0).run(work()), true);
  assert.deepEqual(order, ["work", "work", ...Array<string>(5).fill("message"), "work", "work"]);
});

test("work that is cancelled ends at the next turn", async () => {
  let steps = 0;
  const work = function* (): Generator<void> {
    for (;;) {
      steps += 1;
      yield;
    }
  };
  assert.equal(await new Turns(() => 0, 0).run(work(), () => steps === 3), false);
  assert.equal(steps, 3);
});

test("messages that never end do not keep the work from its end", async () => {
  let handled = 0;
  assert.equal(await new Turns(() => handled += 1, 0).run(Array(3)), true);
  assert.ok(handled >= 300);
});

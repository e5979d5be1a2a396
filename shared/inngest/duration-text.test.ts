import assert from "node:assert/strict";
import { test } from "node:test";
import { toDuration } from "./duration-text.ts";

test("durations for people", () => {
  assert.deepEqual([-5, 0, 40, 994, 996, 1_300, 61_000, 7_500_000, 86_399_998, 86_400_000 * 7].map(toDuration), ["0 ms", "0 ms", "40 ms", "994 ms", "1 s", "1.3 s", "1 min 1 s", "2 h 5 min", "1 d", "7 d"]);
});

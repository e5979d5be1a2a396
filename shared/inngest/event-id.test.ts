import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTime, isValid } from "ulid";
import { createIds, seededEventId } from "./event-id.ts";

const zeros = Buffer.alloc(10).toString("base64");

test("a seeded id is the time, then the entropy plus the event's index", () => {
  assert.equal(seededEventId(`1,${zeros}`, 1), "00000000010000000000000001");
  assert.equal(seededEventId(`1469918176385,${zeros}`, 33), "01ARYZ6S410000000000000011");
  assert.equal(seededEventId(`1,${zeros}`, 2), "00000000010000000000000002");
});

test("the index wraps within the last four bytes", () => {
  const full = Buffer.from([0, 0, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff]).toString("base64");
  const wrapped = Buffer.from([0, 0, 0, 0, 0, 7, 0, 0, 0, 0]).toString("base64");
  assert.equal(seededEventId(`1,${full}`, 2), seededEventId(`1,${wrapped}`, 1));
});

test("a header of another form is no seed", () => {
  for (const seed of [undefined, "", "1", `x,${zeros}`, `0,${zeros}`, `1,${zeros},2`, "1,AAAA"]) assert.equal(seededEventId(seed, 1), undefined, String(seed));
});

test("ids are valid, monotonic ULIDs of their time", () => {
  const { ulid } = createIds();
  const ids = Array.from({ length: 100 }, () => ulid(1_700_000_000_000));
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, 100);
  assert.ok(ids.every((id) => isValid(id) && decodeTime(id) === 1_700_000_000_000));
});

test("a seed makes ids and chance repeat", () => {
  const take = () => { const ids = createIds({ seed: 7 }); return [ids.ulid(1000), ids.ulid(1000), ids.ulid(2000), ids.random()]; };
  assert.deepEqual(take(), take());
  assert.notDeepEqual(take()[0], createIds({ seed: 8 }).ulid(1000));
});

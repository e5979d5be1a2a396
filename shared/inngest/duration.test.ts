import assert from "node:assert/strict";
import { test } from "node:test";
import { parseUserDuration, parseWireDuration, readWakeTime, showDuration } from "./duration.ts";

const hour = 3_600_000;

test("reads what the SDK puts on the wire", () => {
  assert.equal(parseWireDuration("1h30m"), 1.5 * hour);
  assert.equal(parseWireDuration("2w"), 14 * 24 * hour);
  assert.equal(parseWireDuration("1d12h"), 36 * hour);
  assert.equal(parseWireDuration(""), 0);
  assert.equal(parseWireDuration("soon"), undefined);
  assert.equal(parseWireDuration("1h and a bit"), undefined);
});

test("a wake time is a duration from now or a date, never before now", () => {
  assert.equal(readWakeTime("10s", 5000), 15_000);
  assert.equal(readWakeTime("2026-01-02T00:00:00.000Z", 0), Date.UTC(2026, 0, 2));
  assert.equal(readWakeTime("1970-01-01T00:00:00.000Z", 5000), 5000);
  assert.equal(readWakeTime("never", 0), undefined);
});

test("reads a user's duration as the SDK does", () => {
  assert.equal(parseUserDuration("90m"), 1.5 * hour);
  assert.equal(parseUserDuration("1.5d"), 36 * hour);
  assert.equal(parseUserDuration("2 weeks"), 14 * 24 * hour);
  for (const unreadable of ["1h30m", "1 month", "abc", ""]) assert.equal(parseUserDuration(unreadable), undefined, unreadable);
});

test("shows durations shortly", () => {
  assert.equal(showDuration(36 * hour), "1d 12h");
  assert.equal(showDuration(90_000), "1m 30s");
  assert.equal(showDuration(12), "12ms");
  assert.equal(showDuration(0), "0s");
});

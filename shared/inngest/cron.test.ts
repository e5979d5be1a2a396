import assert from "node:assert/strict";
import { test } from "node:test";
import { readCron } from "./cron.ts";

function next(text: string, after = "2026-03-28T12:00:00Z", count = 3): readonly string[] {
  const schedule = readCron(text);
  assert.ok(!("problem" in schedule), "problem" in schedule ? schedule.problem.message : "");
  return schedule.next(Date.parse(after), count).map((time) => new Date(time).toISOString().slice(5, 16));
}

function problem(text: string): readonly [message: string, part: string, instead: string | undefined] | undefined {
  const schedule = readCron(text);
  return "problem" in schedule ? [schedule.problem.message, text.slice(schedule.problem.start, schedule.problem.end), schedule.problem.instead] : undefined;
}

test("the next times, in the schedule's time zone and across the change to summer time", () => {
  assert.deepEqual(next("0 9 * * *"), ["03-29T09:00", "03-30T09:00", "03-31T09:00"]);
  assert.deepEqual(next("TZ=Europe/Paris 0 9 * * *"), ["03-29T07:00", "03-30T07:00", "03-31T07:00"]);
  assert.deepEqual(next("TZ=Europe/Paris 0 9 * * *", "2026-03-27T12:00:00Z"), ["03-28T08:00", "03-29T07:00", "03-30T07:00"]);
  assert.deepEqual(next("*/20 9-10 * * MON-FRI"), ["03-30T09:00", "03-30T09:20", "03-30T09:40"]);
  assert.deepEqual(next("5/20 * * * *"), ["03-28T12:05", "03-28T12:25", "03-28T12:45"]);
  assert.deepEqual(next("0 0 1 jan,jul ?"), ["07-01T00:00", "01-01T00:00", "07-01T00:00"]);
  assert.deepEqual(next("0 0 13 * FRI", "2026-03-12T12:00:00Z"), ["03-13T00:00", "03-20T00:00", "03-27T00:00"]);
});

test("a time that summer time skips does not come that day, one in the hour that is there twice comes twice", () => {
  const newYork = (text: string, after: string, count = 2) => next(`TZ=America/New_York ${text}`, after, count);
  assert.deepEqual(newYork("0 2 * * *", "2026-03-08T05:00:00Z"), ["03-09T06:00", "03-10T06:00"]);
  assert.deepEqual(newYork("0 * * * *", "2026-03-08T05:00:00Z", 3), ["03-08T06:00", "03-08T07:00", "03-08T08:00"]);
  assert.deepEqual(newYork("0 1 * * *", "2026-11-01T04:00:00Z", 3), ["11-01T05:00", "11-01T06:00", "11-02T06:00"]);
  assert.deepEqual(newYork("45 1 * * *", "2026-11-01T05:50:00Z"), ["11-01T06:45", "11-02T06:45"]);
  assert.deepEqual(newYork("*/30 * * * *", "2026-11-01T04:45:00Z", 5), ["11-01T05:00", "11-01T05:30", "11-01T06:00", "11-01T06:30", "11-01T07:00"]);
  assert.deepEqual(newYork("30 2 1 11 *", "2026-11-01T04:00:00Z", 1), ["11-01T07:30"]);
  assert.deepEqual(next("TZ=Europe/Paris 30 2 * * *", "2026-03-28T12:00:00Z", 2), ["03-30T00:30", "03-31T00:30"]);
  assert.deepEqual(next("TZ=Europe/Paris 30 2 * * *", "2026-10-24T12:00:00Z", 3), ["10-25T00:30", "10-25T01:30", "10-26T01:30"]);
  assert.deepEqual(next("TZ=Australia/Lord_Howe 45 1 * * *", "2026-04-03T18:00:00Z", 3), ["04-04T14:45", "04-04T15:15", "04-05T15:15"]);
  assert.deepEqual(next("TZ=Asia/Kolkata 0 9 * * *", "2026-03-28T12:00:00Z", 1), ["03-29T03:30"]);
});

test("a date that never comes has no next time", () => {
  assert.deepEqual(next("0 0 30 2 *"), []);
  assert.deepEqual(next("TZ=Europe/Paris 0 0 30 2 *"), []);
});

test("what Inngest cannot read, with the part and what was meant", () => {
  assert.deepEqual(problem("0 9 * *"), ["a schedule has five fields, from the minute to the day of the week; this one has 4", "0 9 * *", undefined]);
  assert.deepEqual(problem("0 0 9 * * *"), ["a schedule has five fields, from the minute to the day of the week; this one has 6", "0 0 9 * * *", "0 9 * * *"]);
  assert.deepEqual(problem("*/10 * * * * *")?.[2], undefined);
  assert.deepEqual(problem("0 24 * * *"), ["the hour is 0 to 23, not `24`", "24", undefined]);
  assert.deepEqual(problem("0 9 * * 7"), ["the day of the week is 0 to 6 or SUN to SAT, not `7`", "7", "0 9 * * 0"]);
  assert.deepEqual(problem("0 9 L * *"), ["`L` is not the day of the month: 1 to 31", "L", undefined]);
  assert.deepEqual(problem("0 9 * * monday"), ["`monday` is not the day of the week: 0 to 6 or SUN to SAT", "monday", undefined]);
  assert.deepEqual(problem("*/0 * * * *"), ["`*/0` is not a step of the minute, which is written `*/5`", "*/0", undefined]);
  assert.deepEqual(problem("0 17-9 * * *"), ["`17-9` goes backwards; the hour is 0 to 23", "17-9", undefined]);
  assert.deepEqual(problem("TZ=Europe/Pari 0 9 * * *"), ["there is no time zone `Europe/Pari`; zones are named `Europe/Paris`", "Europe/Pari", undefined]);
  assert.deepEqual(problem("@daily"), ["a schedule is five fields, and Inngest knows no name for one", "@daily", "0 0 * * *"]);
  assert.deepEqual(problem("TZ=UTC @hourly")?.[2], "TZ=UTC 0 * * * *");
  assert.deepEqual(problem(" ")?.[0], "a schedule is five fields, `0 9 * * *` for nine each morning; this one is empty");
});

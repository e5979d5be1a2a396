import { test } from "node:test";
import { stableSleepUntil as rule } from "./stable-sleep-until.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inFile(body: string): string {
  return `
//- /main.ts sdk:v4
import { Inngest } from "inngest";
import { addDays, addHours } from "date-fns";
import dayjs from "dayjs";
const inngest = new Inngest({ id: "app" });
const DAY = 24 * 60 * 60 * 1000;
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = "warning(stable-sleep-until): this date is computed anew each time the function is re-executed; `step.sleep` takes the length of time itself";

test("the present and a length of time", () => {
  check(rule, inFile(`
    await step.sleepUntil("a", new Date(Date.now() + 3 * DAY));
    //                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${found}
    await step.sleepUntil("b", new Date(new Date().getTime() + event.data.delay).toISOString());
    //                         ${"^".repeat(63)} ${found}
    await step.sleepUntil("c", addHours(new Date(), 2));
    //                         ^^^^^^^^^^^^^^^^^^^^^^^ ${found}
    await step.sleepUntil("d", dayjs().add(1, "week").toDate());
    //                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${found}
    const now = Date.now();
    const wake = new Date(now + DAY);
    await step.sleepUntil("e", wake);
    //                         ^^^^ ${found}
  `));
});

test("dates that are not a length of time from now", () => {
  check(rule, inFile(`
    await step.sleepUntil("a", event.data.date);
    await step.sleepUntil("b", new Date(event.data.date));
    await step.sleepUntil("c", "2027-01-01T00:00:00Z");
    await step.sleepUntil("d", addDays(new Date(event.data.date), 3));
    const start = await step.run("now", () => Date.now());
    await step.sleepUntil("e", new Date(start + DAY));
    const nine = new Date();
    nine.setHours(9, 0, 0, 0);
    await step.sleepUntil("f", nine);
    const wake = await step.run("wake", () => new Date(Date.now() + DAY));
    await step.sleepUntil("g", wake);
    await step.sleepUntil("h", dayjs().endOf("day").toDate());
    await step.sleepUntil("i", new Date(event.ts + DAY));
    await step.sleepUntil("j", nextMonday(Date.now()));
    await step.sleepUntil("k", new Date(Date.now()));
    let at = new Date(Date.now() + DAY);
    if (event.data.at) at = new Date(event.data.at);
    await step.sleepUntil("l", at);
    await step.sleep("m", DAY);
  `));
});

test("the fix sleeps for that time", () => {
  const body = (sleep: string): string => inFile(`await step.${sleep};`);
  checkFix(rule, body('sleepUntil("a", new Date(Date.now() + 3 * DAY))'), body('sleep("a", "3d")'));
  checkFix(rule, body('sleepUntil("a", new Date(Date.now() + 1000 * 60 * 90))'), body('sleep("a", "90m")'));
  checkFix(rule, body('sleepUntil("a", new Date(event.data.delay + Date.now()))'), body('sleep("a", event.data.delay)'));
  checkFix(rule, body('sleepUntil("a", addDays(new Date(), 3))'), body('sleep("a", "3d")'));
  checkFix(rule, body('sleepUntil("a", dayjs().add(event.data.hours, "hours").toISOString())'), body('sleep("a", `${event.data.hours}h`)'));
  checkNoFix(rule, inFile('const wake = new Date(Date.now() + DAY); await step.sleepUntil("a", wake); log(wake);'));
});

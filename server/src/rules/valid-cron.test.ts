import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { validCron as rule } from "./valid-cron.ts";

const error = (message: string): string => `error(valid-cron): ${message}`;

test("schedules that Inngest cannot read", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { cron, Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "a", triggers: { cron: "0 9 * *" } }, async () => {});
    //                                                   ^^^^^^^ ${error("a schedule has five fields, from the minute to the day of the week; this one has 4")}
    inngest.createFunction({ id: "b", triggers: [{ event: "a" }, cron("TZ=Europe/Pari 0 9 * * *")] }, async () => {});
    //                                                                    ^^^^^^^^^^^ ${error("there is no time zone `Europe/Pari`; zones are named `Europe/Paris`")}
    inngest.createFunction({ id: "c", triggers: { cron: "0 24 * * *" } }, async () => {});
    //                                                     ^^ ${error("the hour is 0 to 23, not `24`")}
    inngest.createFunction({ id: "d", triggers: { cron: "0 0 31 2 *" } }, async () => {});
    //                                                  ^^^^^^^^^^^^ warning(valid-cron): \`0 0 31 2 *\` never comes: no month has that day
    const NIGHTLY = "@daily";
    inngest.createFunction({ id: "e", triggers: { cron: NIGHTLY } }, async () => {});
    //                                                  ^^^^^^^ ${error("a schedule is five fields, and Inngest knows no name for one")}
    //- /v3.ts sdk:v3
    inngest.createFunction({ id: "f" }, { cron: "0 0 9 * * *" }, async () => {});
    //                                           ^^^^^^^^^^^ ${error("a schedule has five fields, from the minute to the day of the week; this one has 6")}
  `);
});

test("schedules that it can, and those that are made at run time", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: [{ cron: "0 9 * * MON-FRI" }, { cron: "TZ=America/New_York */15 0,12 1-7/2 jan ?" }] }, async () => {});
    inngest.createFunction({ id: "b", triggers: { cron: process.env.SCHEDULE } }, async () => {});
    inngest.createFunction({ id: "c", triggers: { cron: \`TZ=\${zone} 0 9 * *\` } }, async () => {});
    inngest.createFunction({ id: "d", triggers: { cron: "0 0 29 2 *" } }, async () => {});
    inngest.createFunction({ id: "d2", triggers: [{ cron: "TZ= 0 9 * * *" }, { cron: "TZ=Local 0 9 * * *" }] }, async () => {});
    scheduler.createFunction({ id: "e", triggers: { cron: "@daily" } }, async () => {});
  `);
});

test("the fix writes the five fields", () => {
  const fn = (cron: string): string => `inngest.createFunction({ id: "a", triggers: { cron: ${cron} } }, async () => {});`;
  checkFix(rule, fn("'@daily'"), fn("'0 0 * * *'"));
  checkFix(rule, fn('"0 0 9 * * *"'), fn('"0 9 * * *"'));
  checkFix(rule, fn('"0 9 * * 7"'), fn('"0 9 * * 0"'));
  checkNoFix(rule, fn('"0 24 * * *"'));
});

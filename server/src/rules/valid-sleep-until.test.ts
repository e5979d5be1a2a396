import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { validSleepUntil as rule } from "./valid-sleep-until.ts";

const inHandler = (body: string, sdk = 4): string => `//- /main.ts sdk:v${String(sdk)}\ninngest.createFunction({ id: "f"${sdk === 4 ? ", triggers: { event: \"a\" } }" : " }, { event: \"a\" }"}, async ({ event, step }) => {\n${body}\n});`;

test("a length of time, another text, and a number", () => {
  for (const sdk of [3, 4]) {
    check(rule, inHandler(`
      await step.sleepUntil("a", "1d");
      //                         ^^^^ error(valid-sleep-until): \`1d\` is a length of time and not a date, so the step throws
      await step.sleepUntil("b", "tomorrow");
      //                         ^^^^^^^^^^ error(valid-sleep-until): \`tomorrow\` is not a date, so the step throws; write it as \`2030-01-31T12:00:00Z\`
      await step.sleepUntil("c", 1700000000000);
      //                         ^^^^^^^^^^^^^ error(valid-sleep-until): a number is not a date for \`sleepUntil\`, so the step throws
      await step.sleepUntil("d", "");
      //                         ^^ error(valid-sleep-until): \`\` is not a date, so the step throws; write it as \`2030-01-31T12:00:00Z\`
      const until = "2030-13-01";
      await step.sleepUntil("e", until);
      //                         ^^^^^ error(valid-sleep-until): \`2030-13-01\` is not a date, so the step throws; write it as \`2030-01-31T12:00:00Z\`
    `, sdk));
  }
});

test("dates, and what is not written out", () => {
  check(rule, inHandler(`
    await step.sleepUntil("a", "2030-01-01");
    await step.sleepUntil("b", "2030-01-01T08:00:00Z");
    await step.sleepUntil("c", new Date(1700000000000));
    await step.sleepUntil("d", "Tue, 05 Nov 2030 12:45:00 GMT");
    await step.sleepUntil("e", "December 17, 2030 03:24:00");
    await step.sleepUntil("f", event.data.until);
    await step.sleepUntil("g", \`\${event.data.day}T08:00\`);
    await step.sleepUntil("h", process.env.UNTIL ?? "never");
    await other.sleepUntil("i", "1d");
    await step.sleep("j", "1d");
    await step.sleepUntil("k", Temporal.Instant.from(event.data.until));
    let until = "soon";
    until = event.data.until;
    await step.sleepUntil("l", until);
  `));
});

test("the fix sleeps for the length of time, or makes a date of the number", () => {
  checkFix(rule, inHandler("await step.sleepUntil(\"a\", \"2 hours\");"), inHandler("await step.sleep(\"a\", \"2 hours\");"));
  checkFix(rule, inHandler("await step.sleepUntil(\"a\", 1700000000000);"), inHandler("await step.sleepUntil(\"a\", new Date(1700000000000));"));
  checkNoFix(rule, inHandler("await step.sleepUntil(\"a\", \"next week\");"));
  checkNoFix(rule, inHandler("const { sleepUntil } = step; await sleepUntil(\"a\", \"1d\");"));
});

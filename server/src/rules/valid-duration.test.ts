import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { validDuration as rule } from "./valid-duration.ts";

function inHandler(body: string, sdk = 4): string {
  return sdk === 3
    ? `//- /main.ts sdk:v3\ninngest.createFunction({ id: "f" }, { event: "a" }, async ({ event, step }) => {\n${body}\n});`
    : `//- /main.ts sdk:v4\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {\n${body}\n});`;
}

const unread = (text: string): string => `error(valid-duration): \`${text}\` is not a duration that Inngest can read,`;

test("durations that count as zero", () => {
  check(rule, inHandler(`
    await step.sleep("a", "1h30m");
    //                    ^^^^^^^ ${unread("1h30m")} so the function does not sleep
    await step.sleep("b", "soon");
    //                    ^^^^^^ ${unread("soon")} so the function does not sleep
    await step.sleep("c", -5);
    //                    ^^ error(valid-duration): \`-5\` is a negative duration, so the function does not sleep
    await step.sleep("d", "");
    //                    ^^ error(valid-duration): an empty duration makes the step throw; write one such as \`30s\`
    await step.waitForEvent("e", { event: "b", timeout: "1 month" });
    //                                                  ^^^^^^^^^ ${unread("1 month")} so the timeout counts as zero
    await step.invoke("f", { function: other, timeout: "2h 5m" });
    //                                                 ^^^^^^^ ${unread("2h 5m")} so the timeout counts as zero
    const timeout = "1d12h";
    await step.waitForSignal("g", { signal: "s", timeout });
    //                                           ^^^^^^^ ${unread("1d12h")} so the timeout counts as zero
  `));
});

test("less than a second", () => {
  check(rule, inHandler(`
    await step.sleep("a", 30);
    //                    ^^ warning(valid-duration): \`30\` is less than a second and counts as zero; a number is in milliseconds
    await step.sleep("b", "500ms");
    //                    ^^^^^^^ warning(valid-duration): \`500ms\` is less than a second and counts as zero; a number is in milliseconds
  `, 3));
  check(rule, inHandler(`
    await step.sleep("a", "30");
    //                    ^^^^ warning(valid-duration): \`30\` is less than a second and becomes one second; a number is in milliseconds
  `));
});

test("durations that Inngest reads, and what is not written out", () => {
  check(rule, inHandler(`
    await step.sleep("a", "90m");
    await step.sleep("b", "1.5d");
    await step.sleep("c", "2 weeks");
    await step.sleep("d", 60 * 1000);
    await step.sleep("e", event.data.delay);
    await step.sleep("f", \`\${event.data.days}d\`);
    await step.sleep("g", 0);
    await step.sleepUntil("h", "2030-01-01T00:00:00Z");
    await step.waitForEvent("i", { event: "b", timeout: "3 days" });
    await step.waitForEvent("j", { event: "b", timeout: process.env.TIMEOUT ?? "1 month" });
    await step.run("k", () => sleep("1h30m"));
    await other.sleep("l", "1h30m");
  `));
});

test("the fix writes what was meant", () => {
  const spellings: readonly (readonly [string, string])[] = [
    ["1h30m", "90m"], ["1d12h", "36h"], ["2h 5m", "125m"], ["1 hour and 30 minutes", "90m"], ["1 month", "30d"], ["PT1H30M", "90m"], ["P1D", "1d"], ["1w1d", "8d"],
  ];
  for (const [wrong, right] of spellings) checkFix(rule, inHandler(`await step.sleep("a", "${wrong}");`), inHandler(`await step.sleep("a", "${right}");`));
  for (const wrong of ["soon", "1 fortnight", "abc 1h", "", "tomorrow at 5m"]) checkNoFix(rule, inHandler(`await step.sleep("a", "${wrong}");`));
  checkNoFix(rule, inHandler("const pause = \"1h30m\"; await step.sleep(\"a\", pause);"));
});

import { test } from "node:test";
import { sdkCallShape as rule } from "./sdk-call-shape.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

const ON_V4 = "error(sdk-call-shape): on SDK v4 `createFunction` takes the triggers in its options and the handler second; this call throws";
const ON_V3 = "error(sdk-call-shape): on SDK v3 `createFunction` takes the trigger second and the handler third; this function has no handler";

test("the form of v3 on v4", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {});
  //^^^^^^^^^^^^^^^^^^^^^^ ${ON_V4}
    inngest.createFunction("g", "a", handle);
  //^^^^^^^^^^^^^^^^^^^^^^ ${ON_V4}
    async function handle({ step }) {}
  `);
});

test("the form of v4 on v3", () => {
  check(rule, `
    //- /main.ts sdk:v3
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {});
  //^^^^^^^^^^^^^^^^^^^^^^ ${ON_V3}
    inngest.createFunction({ id: "g" }, handle);
  //^^^^^^^^^^^^^^^^^^^^^^ ${ON_V3}
    async function handle({ step }) {}
  `);
});

test("the form of the installed SDK, and calls that do not tell", () => {
  check(rule, `
    //- /v4.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {});
    inngest.createFunction(...args);
    inngest.createFunction({ id: "g" }, wrap, handler);
    inngest.createFunction({ id: "h" });
    //- /v3.ts sdk:v3
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {});
    inngest.createFunction({ id: "g" }, { event: "a" });
    inngest.createFunction({ id: "h" }, trigger);
    other.createFunction({ id: "i" }, async () => {});
  `);
});

test("the fix converts the call", () => {
  checkFix(rule, "//- /main.ts sdk:v4\ninngest.createFunction({ id: \"f\", retries: 2 }, { event: \"a\" }, async ({ step }) => {});", "//- /main.ts sdk:v4\ninngest.createFunction({ id: \"f\", retries: 2, triggers: { event: \"a\" } }, async ({ step }) => {});");
  checkFix(rule, "//- /main.ts sdk:v4\ninngest.createFunction(\"f\", [{ event: \"a\" }], async ({ step }) => {});", "//- /main.ts sdk:v4\ninngest.createFunction({ id: \"f\", triggers: [{ event: \"a\" }] }, async ({ step }) => {});");
  checkFix(rule, "//- /main.ts sdk:v4\nconst options = { id: \"f\" };\ninngest.createFunction(options, { cron: \"0 * * * *\" }, async ({ step }) => {});", "//- /main.ts sdk:v4\nconst options = { id: \"f\" };\ninngest.createFunction({ ...options, triggers: { cron: \"0 * * * *\" } }, async ({ step }) => {});");
  checkFix(rule, "//- /main.ts sdk:v3\ninngest.createFunction({ id: \"f\", triggers: { event: \"a\" } }, async ({ step }) => {});", "//- /main.ts sdk:v3\ninngest.createFunction({ id: \"f\" }, { event: \"a\" }, async ({ step }) => {});");
});

test("no fix without triggers to move", () => {
  checkNoFix(rule, "//- /main.ts sdk:v3\ninngest.createFunction({ id: \"f\" }, async ({ step }) => {});");
});

import { test } from "node:test";
import { invokeByReference as rule } from "./invoke-by-reference.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

const body = (code: string): string => `inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {${code}});`;

test("a function by its id", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.invoke("call", { function: "app-other", data: {} });
      //                                    ^^^^^^^^^^^ error(invoke-by-reference): \`step.invoke\` takes a function or a \`referenceFunction\`; given a string it throws
    });
    //- /v3.ts sdk:v3
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {
      await step.invoke("call", { function: "app-other", data: {} });
      //                                    ^^^^^^^^^^^ warning(invoke-by-reference): \`step.invoke\` with a string is deprecated, and SDK v4 refuses it; use the function or a \`referenceFunction\`
    });
  `);
});

test("functions, references, and what is not written out", () => {
  check(rule, body(`
    await step.invoke("a", { function: other, data: {} });
    await step.invoke("b", { function: referenceFunction({ appId: "app", functionId: "other" }) });
    await step.invoke("c", { function: event.data.target });
    await step.invoke("d", options);
    await step.run("e", () => call({ function: "app-other" }));
  `));
});

test("the fix refers to a function of the workspace", () => {
  const other = "inngest.createFunction({ id: \"other\", triggers: { event: \"b\" } }, async () => {});";
  checkFix(rule,
    `import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "my-app" });\n${other}\n${body(`await step.invoke("a", { function: "my-app-other" });`)}`,
    `import { referenceFunction, Inngest } from "inngest";\nconst inngest = new Inngest({ id: "my-app" });\n${other}\n${body(`await step.invoke("a", { function: referenceFunction({ appId: "my-app", functionId: "other" }) });`)}`);
  checkNoFix(rule, body(`await step.invoke("a", { function: "their-app-unknown" });`));
});

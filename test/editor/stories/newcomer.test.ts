/** A first function in a real editor, key by key, as one types it who has read no manual. */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { inEditor } from "./tell.ts";
import { write } from "./write-files.ts";

const file = "welcome.ts";
const stories = inEditor("newcomer");

stories.window("a first function", "onboarding", (tell) => {
  tell("what a function cannot do without is offered first", async ({ workbench, code, capture }) => {
    await workbench.openFile(file);
    await workbench.hideSideBar();
    await code.showProblems();
    await workbench.goTo(3, 1);
    await workbench.page.keyboard.type("export const welcome = inngest.createFunction({ ");
    await code.offers("id: …");
    assert.equal(await code.firstSuggestion(), "id: …");
    await capture("first-options");
    await code.takeSuggestion("id: …", workbench.line(file, 'createFunction({ id: "'));
    await workbench.page.keyboard.type("welcome");
    await workbench.page.keyboard.press("ArrowRight");
    await workbench.line(file, 'id: "welcome"})').waitFor();
    assert.equal(await code.problems().count(), 0, "nothing is said about what is still being written");
  });

  tell("events are offered where one is named", async ({ workbench, code }) => {
    await workbench.page.keyboard.type(', triggers: { event: "app/user.s');
    await code.takeSuggestion("app/user.signup", workbench.line(file, '"app/user.signup"'));
    await workbench.page.keyboard.press("End");
    await workbench.page.keyboard.press("ArrowLeft");
    await workbench.page.keyboard.type(", async ({ step }) => {");
    await workbench.page.keyboard.press("Enter");
    await workbench.line(file, 'triggers: { event: "app/user.signup"}}, async ({ step }) => {').waitFor();
  });

  tell("a step that is not awaited is told, and mended by keyboard", async ({ workbench, code }) => {
    await workbench.page.keyboard.type('step.run("greet", () => 1);');
    await code.problems("await-step").waitFor();
    await workbench.page.keyboard.press("Home");
    await code.listFixes("Await the step");
    await workbench.page.keyboard.press("Enter");
    await workbench.line(file, 'await step.run("greet"').waitFor();
    await code.problems("await-step").waitFor({ state: "hidden" });
  });

  tell("a key of an event's data comes before what could be imported", async ({ workbench, code, capture }) => {
    await workbench.page.keyboard.press("End");
    await workbench.page.keyboard.press("Enter");
    await workbench.page.keyboard.type('await step.sendEvent("bill", { name: "app/invoice.created", data: { inv');
    await code.offers("invoiceId", "invoiceCreated");
    assert.equal(await code.firstSuggestion(), "invoiceId");
    await capture("keys-before-imports");
    await code.takeSuggestion("invoiceId", workbench.line(file, "data: { invoiceId"));
  });
}, {
  prepare: async ({ folder }) => {
    await rm(path.join(folder, "src/inngest/mistakes.ts"));
    await write(folder, { [`src/inngest/${file}`]: 'import { inngest } from "./client.ts";\n\n\n' });
  },
});

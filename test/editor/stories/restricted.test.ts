/** A folder that nobody has trusted yet: its text is checked, and nothing of it runs. */
import assert from "node:assert/strict";
import { inEditor } from "./tell.ts";

const stories = inEditor("restricted", { asksForTrust: true });

stories.window("Restricted Mode", "onboarding", (tell) => {
  tell("mistakes are underlined", async ({ workbench, code }) => {
    await workbench.openFile("mistakes.ts");
    await workbench.hideSideBar();
    await workbench.page.getByText("Restricted Mode").first().waitFor();
    await code.showProblems();
    await code.problems("missing-step-id").first().waitFor();
  });

  tell("to debug is to trust first, and until then nothing runs", async ({ workbench, code, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await code.clickLens("Debug", workbench.dialog("Do you trust"));
    await capture("restricted");
    assert.deepEqual(await stories.processes("cli.js dap"), []);
    assert.deepEqual(await stories.processes("worker.js"), []);
    await workbench.answerDialog("Do you trust", "Cancel");
    assert.deepEqual(await stories.processes("cli.js dap"), []);
  });
});

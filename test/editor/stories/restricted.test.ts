/** A folder that nobody has trusted yet: its text is checked, and nothing of it runs. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Editor, EditorHost, story } from "./editor.ts";

let host: EditorHost;
before(async () => { host = await EditorHost.start("restricted", { asksForTrust: true }); });
after(() => host.stop());

describe("Restricted Mode", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  void tell("mistakes are underlined", async ({ workbench }) => {
    await workbench.openFile("mistakes.ts");
    await workbench.toggleSideBar();
    await workbench.page.getByText("Restricted Mode").first().waitFor();
    await workbench.showProblems();
    await workbench.problems("missing-step-id").first().waitFor();
  });

  void tell("to debug is to trust first, and until then nothing runs", async ({ workbench, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.lens("Debug").first().click();
    const dialog = workbench.dialog("Do you trust");
    await dialog.first().waitFor();
    await capture("restricted");
    assert.deepEqual(await host.extensionProcesses("cli.js dap"), []);
    assert.deepEqual(await host.extensionProcesses("worker.js"), []);
    await workbench.dialogButton("Cancel").click();
    await dialog.waitFor({ state: "hidden" });
    assert.deepEqual(await host.extensionProcesses("cli.js dap"), []);
  });
});

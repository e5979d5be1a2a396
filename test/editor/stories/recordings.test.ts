/** What a person does with a run that has ended: look at it, play it again, save it as a test; and fork one that stands. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Workbench } from "../workbench.ts";
import { inEditor } from "./tell.ts";
import { write } from "./write-files.ts";

const ulid = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;

const stories = inEditor("recordings");

/** A row of the Runs view. */
const runs = (workbench: Workbench, text: string): Locator => workbench.page.getByRole("tree", { name: "Runs" }).getByRole("treeitem").filter({ hasText: text }).first();
const whole = "completed · 4 steps, 1 event emitted";

stories.onEachSdk("recordings", (tell) => {
  let runId = "";

  tell("a fork stands where the run stands, and goes its own way", async ({ workbench, debug, debugFrom, capture }) => {
    await debugFrom("user-onboarding.ts", 10, "create-account");
    await debug.move("Step Over", debug.before("send-welcome-email"));
    await workbench.command("Inngest: Fork Run Here");
    await debug.console(/user-onboarding .* forked/).waitFor();
    await debug.callStack().filter({ hasText: /stopped before a step/i }).nth(1).waitFor();
    await workbench.command("View: Show Inngest");
    await runs(workbench, "fork, stopped").waitFor();
    await workbench.setSideBarWidth(520);
    await capture("fork");
    await workbench.command("View: Show Run and Debug");
    await workbench.until(() => workbench.command("Debug: Stop"), debug.button("Stop"), "hidden");
    await workbench.command("View: Show Inngest");
    await runs(workbench, "not finished · 1 step").waitFor();
  });

  tell("a session that has ended stands in the Runs view, and opens as a page", async ({ workbench, debug, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.command("Inngest: Run Function");
    await debug.console(/user-onboarding.* completed/).waitFor();
    await workbench.command("View: Show Inngest");
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await workbench.until(() => runs(workbench, whole).click(), page.getByText("send-activation-event"));
    assert.match(await page.locator(".event").first().innerText(), ulid);
    runId = ulid.exec(await page.locator("section").first().innerText())?.[0] ?? "";
    await capture("recording");
  });

  tell("a recording is played again, back and forth, and nothing runs", async ({ workbench, debug, capture }) => {
    await workbench.command("Inngest: Debug Recording");
    await debug.pausedAt("user-onboarding.ts", 10).waitFor();
    assert.deepEqual(await stories.processes("worker.js"), []);
    await debug.variables(/^id\s*=\s*"create-account"/).first().waitFor();
    await debug.move("Step Over", debug.before("send-welcome-email"));
    await debug.move("Step Back", debug.before("create-account"));
    await debug.variables(/^id\s*=\s*"create-account"/).first().waitFor();
    await capture("recording-played");
    await debug.stop();
  });

  tell("launch.json names a run by its id", async ({ workbench, debug, folder }) => {
    await write(folder, { ".vscode/launch.json": JSON.stringify({ version: "0.2.0", configurations: [{ type: "inngest", request: "launch", name: "Once more", run: runId }] }) });
    // A launch.json that has just been written is read in its time.
    await workbench.until(() => workbench.command("Debug: Select and Start Debugging"), workbench.choice("Once more"));
    await workbench.choose("Once more", debug.pausedAt("user-onboarding.ts", 10));
    assert.deepEqual(await stories.processes("worker.js"), []);
    await debug.stop();
  });

  tell("two runs are compared by what they did", async ({ workbench, capture }) => {
    await workbench.command("View: Show Inngest");
    const selected = workbench.page.locator(".selected");
    await workbench.until(async () => {
      await runs(workbench, "not finished · 1 step").click();
      await runs(workbench, whole).click({ modifiers: ["Control"] });
    }, runs(workbench, whole).and(selected));
    await runs(workbench, "not finished · 1 step").and(selected).waitFor();
    await workbench.chooseInMenu(runs(workbench, whole), "Compare Runs…", workbench.notification(/3 steps, 1 emitted event, 1 result and 1 status differ/));
    await workbench.page.locator(".monaco-diff-editor .view-line").filter({ hasText: "app/user.activated" }).first().waitFor();
    await capture("compared");
  });

  tell("a recorded run becomes a test of the project's own", async ({ workbench, capture }) => {
    await workbench.command("View: Show Inngest");
    await workbench.until(() => runs(workbench, whole).click(), runs(workbench, whole).and(workbench.page.locator(".selected")));
    await workbench.command("Inngest: Save Run as Test…");
    await workbench.editor("user-onboarding.test.ts").waitFor();
    await workbench.notification(/Saved as a test for node:test/).waitFor();
    await capture("saved-test");
  });

  tell("recordings are deleted together, once asked", async ({ workbench, capture }) => {
    await workbench.command("View: Show Inngest");
    await runs(workbench, "events emitted").or(runs(workbench, "event emitted")).first().waitFor();
    await workbench.chooseInMenu(runs(workbench, whole), "Delete Recording", workbench.dialog("Delete the recording of `user-onboarding`?"));
    await capture("delete-recording");
    await workbench.answerDialog("Delete the recording of", "Delete");
    await runs(workbench, whole).waitFor({ state: "hidden" });
  });
});

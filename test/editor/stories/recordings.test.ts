/** What a person does with a run that has ended: look at it, play it again, save it as a test; and fork one that stands. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { type Editor, EditorHost, story } from "./editor.ts";

const ulid = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;

let host: EditorHost;
before(async () => { host = await EditorHost.start("recordings"); });
after(() => host.stop());

describe("recordings", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  const standsBefore = (id: string): Locator => editor.workbench.callStack().filter({ hasText: `"${id}"` });
  const runs = (text: string): Locator => editor.workbench.page.getByRole("tree", { name: "Runs" }).getByRole("treeitem").filter({ hasText: text });

  void tell("a fork stands where the run stands, and goes its own way", async ({ workbench, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.lens("Debug").first().waitFor();
    await workbench.goTo(10, 5);
    await workbench.page.keyboard.press("F5");
    await standsBefore("create-account").first().waitFor();
    await workbench.debugButton("Step Over").click();
    await standsBefore("send-welcome-email").first().waitFor();
    await workbench.command("Inngest: Fork Run Here");
    await workbench.debugConsole().filter({ hasText: /user-onboarding .* forked/ }).first().waitFor();
    await workbench.callStack().filter({ hasText: /stopped before a step/i }).nth(1).waitFor();
    await workbench.command("View: Show Inngest");
    await runs("fork, stopped").first().waitFor();
    await workbench.setSideBarWidth(520);
    await capture("fork");
    await workbench.command("View: Show Run and Debug");
    await workbench.command("Debug: Stop");
    await workbench.debugButton("Stop").waitFor({ state: "hidden" });
    await workbench.command("View: Show Inngest");
    await runs("not finished · 1 step").first().waitFor();
  });

  void tell("a session that has ended stands in the Runs view, and opens as a page", async ({ workbench, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.command("Inngest: Run Function");
    await workbench.debugConsole().filter({ hasText: /user-onboarding.* completed/ }).first().waitFor();
    await workbench.command("View: Show Inngest");
    await runs("completed · 4 steps, 1 event emitted").first().click();
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await page.getByText("send-activation-event").first().waitFor();
    assert.match(await page.locator(".event").first().innerText(), ulid);
    await workbench.leaveHover();
    await capture("recording");
  });

  void tell("a recording is played again, back and forth, and nothing runs", async ({ workbench, capture }) => {
    await workbench.command("Inngest: Debug Recording");
    await standsBefore("create-account").first().waitFor();
    assert.deepEqual(await host.extensionProcesses("worker.js"), []);
    await workbench.debugButton("Step Over").click();
    await standsBefore("send-welcome-email").first().waitFor();
    await workbench.debugButton("Step Back").click();
    await standsBefore("create-account").first().waitFor();
    await workbench.leaveHover();
    await capture("recording-played");
    await workbench.debugButton("Stop").click();
    await workbench.debugButton("Stop").waitFor({ state: "hidden" });
  });

  void tell("two runs are compared by what they did", async ({ workbench, capture }) => {
    await workbench.command("View: Show Inngest");
    await runs("not finished · 1 step").first().click();
    await runs("completed · 4 steps, 1 event emitted").first().click({ modifiers: ["Control"] });
    await workbench.chooseInMenu(runs("completed · 4 steps, 1 event emitted").first(), "Compare Runs…", workbench.notification(/3 steps, 1 emitted event, 1 result and 1 status differ/));
    await workbench.page.locator(".monaco-diff-editor .view-line").filter({ hasText: "app/user.activated" }).first().waitFor();
    await workbench.leaveHover();
    await capture("compared");
  });

  void tell("a recorded run becomes a test of the project's own", async ({ workbench, capture }) => {
    await workbench.command("View: Show Inngest");
    await runs("completed · 4 steps, 1 event emitted").first().click();
    await workbench.command("Inngest: Save Run as Test…");
    await workbench.editor("user-onboarding.test.ts").waitFor();
    await workbench.notification(/Saved as a test for node:test/).waitFor();
    await capture("saved-test");
  });

  void tell("recordings are deleted together, once asked", async ({ workbench, capture }) => {
    await workbench.command("View: Show Inngest");
    await runs("events emitted").or(runs("event emitted")).first().waitFor();
    await workbench.chooseInMenu(runs("completed · 4 steps, 1 event emitted").first(), "Delete Recording", workbench.dialog("Delete the recording of `user-onboarding`?"));
    await capture("delete-recording");
    await workbench.dialogButton("Delete").click();
    await runs("completed · 4 steps, 1 event emitted").first().waitFor({ state: "hidden" });
  });
});

/** Ways to begin, in a real editor: from a file that creates no function, with an event of one's own, in an app that runs already. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { type Editor, EditorHost, story } from "./editor.ts";

let host: EditorHost;
before(async () => { host = await EditorHost.start("starting"); });
after(() => host.stop());

describe("beginning a debug session", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  const choice = (label: string): Locator => editor.workbench.quickInput.locator(".monaco-list-row").filter({ hasText: label }).first();
  const standsBefore = (id: string): Locator => editor.workbench.callStack().filter({ hasText: `"${id}"` }).first();
  const stop = async (): Promise<void> => {
    await editor.workbench.debugButton("Stop").click();
    await editor.workbench.debugButton("Stop").waitFor({ state: "hidden" });
  };

  void tell("a file that creates no function offers those of the workspace", async ({ workbench, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.lens("Debug").first().waitFor();
    await workbench.openFile("accounts.ts");
    await workbench.command("Inngest: Debug Function");
    await workbench.quickInput.getByPlaceholder("accounts.ts creates no function; which one of this workspace?").waitFor();
    await choice("user-onboarding").waitFor();
    await capture("choose-function");
    await choice("user-onboarding").click();
    await standsBefore("create-account").waitFor();
    await stop();
  });

  void tell("a file that only calls a wrapper around createFunction has the buttons of one that creates", async ({ workbench, capture, folder }) => {
    const below = (name: string): string => path.join(folder, "src/inngest", name);
    writeFileSync(below("define-job.ts"), 'import { inngest } from "./client.ts";\n\nexport const defineJob = (id: string, event: string, handler: any) =>\n  inngest.createFunction({ id, triggers: { event } }, handler);\n');
    writeFileSync(below("remind.ts"), 'import { defineJob } from "./define-job.ts";\n\nexport const remind = defineJob("remind", "app/remind", async ({ step }: any) => {\n  await step.run("ring", () => "rung");\n});\n');
    await workbench.openFile("accounts.ts");
    const button = workbench.page.locator(".editor-actions [aria-label*='Function']").first();
    await button.waitFor({ state: "hidden" });
    await workbench.openFile("remind.ts");
    await workbench.lens("Debug").first().waitFor();
    await button.waitFor();
    await capture("wrapper");
    await workbench.goTo(4, 3);
    await workbench.page.keyboard.press("F5");
    await standsBefore("ring").waitFor();
    await stop();
  });

  void tell("the event is edited as JSON, with its schema, and the function starts with it", async ({ workbench, capture, folder }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.goTo(10, 5);
    await workbench.command("Inngest: Edit Event…");
    const file = "user-onboarding.json";
    await workbench.line(file, '"email": "user@example.com"').waitFor();
    const [before = ""] = readFileSync(path.join(folder, ".inngest/events", file), "utf8").split('"email"');
    await workbench.setSideBarWidth(440);
    await workbench.goTo(before.split("\n").length, 1);
    await workbench.page.keyboard.press("Shift+End");
    await workbench.page.keyboard.type('    "email": "grace@example.com",');
    await workbench.page.keyboard.press("Enter");
    await workbench.page.keyboard.type('"');
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), workbench.suggestion("plan"));
    await capture("edit-event");
    await workbench.suggestion("plan").click();
    await workbench.line(file, '"plan":').waitFor();
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), workbench.suggestion('"team"'));
    await workbench.suggestion('"team"').click();
    await workbench.line(file, '"plan": "team",').waitFor();
    await workbench.page.keyboard.press("F5");
    await standsBefore("create-account").waitFor();
    for (const view of ["Watch", "Breakpoints"]) await workbench.collapseView(view);
    await workbench.focusVariable("Event");
    await workbench.page.keyboard.press("ArrowRight");
    await workbench.focusVariable("data");
    await workbench.variables().filter({ hasText: /grace@example\.com/ }).first().waitFor();
    await workbench.leaveHover();
    await capture("own-event");
    await stop();
  });

  void tell("a text without a file is saved first", async ({ workbench, capture }) => {
    await workbench.command("File: New Untitled Text File");
    await workbench.command("Change Language Mode");
    await workbench.quickInput.locator("input.input").fill("TypeScript");
    await choice("TypeScript").click();
    await workbench.command("Inngest: Debug Function");
    // VS Code itself offers to save; the user will not.
    await workbench.quickInput.getByRole("button", { name: "OK" }).waitFor();
    await workbench.page.keyboard.press("Escape");
    await workbench.notification("Save this file first: a function is run from the disk.").waitFor();
    await capture("untitled");
    await workbench.command("Notifications: Clear All Notifications");
  });

  void tell("no process is left", async () => {
    for (const program of ["worker.js", "cli.js dap"]) assert.deepEqual(await host.extensionProcesses(program), []);
  });
});

/** Debugging the example's function in a real editor, on the real SDKs. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import type { Workbench } from "../workbench.ts";
import { type Editor, EditorHost, examples, story } from "./editor.ts";

const ulid = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;

/** The row of the call stack on which a run stands, by the step it stands before. */
function standsBefore(workbench: Workbench, tool: string, id: string): Locator {
  return workbench.callStack().filter({ hasText: `${tool} "${id}"` });
}

/** The scope of the step on the screen; it is filled a moment after the call stack. */
function stepScope(workbench: Workbench, id: string): Locator {
  return workbench.variables().filter({ hasText: new RegExp(`^id\\s*=\\s*"${id}"`) });
}

function emittedEvents(workbench: Workbench): Locator {
  return workbench.variables().filter({ hasText: ulid });
}

/** The ids under *Emitted events*, once at least one is there. */
async function readEmittedIds(workbench: Workbench): Promise<readonly string[]> {
  const scope = workbench.variables().filter({ hasText: /^Emitted events/ });
  await workbench.expandVariable(scope, emittedEvents(workbench));
  const rows = await emittedEvents(workbench).allInnerTexts();
  return rows.map((row) => ulid.exec(row)?.[0] ?? "");
}

let host: EditorHost;
before(async () => { host = await EditorHost.start("debugger"); });
after(() => host.stop());

for (const [sdk, example] of Object.entries(examples)) {
  describe(`debugging on ${sdk}`, () => {
    let editor: Editor;
    let firstIds: readonly string[] = [];
    const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
    before(async () => { editor = await host.open(example); });
    after(() => editor.close());

    void tell("F5 without a launch.json stops before the first step", async ({ workbench, capture }) => {
      await workbench.openFile("user-onboarding.ts");
      // The extension is at work in this file once it offers to debug its function.
      await workbench.lens("Debug").first().waitFor();
      await workbench.goTo(10, 5);
      await workbench.page.keyboard.press("F5");
      await standsBefore(workbench, "step.run", "create-account").first().waitFor();
      await stepScope(workbench, "create-account").first().waitFor();
      await workbench.setSideBarWidth(440);
      for (const view of ["Watch", "Breakpoints"]) await workbench.collapseView(view);
      await workbench.leaveHover();
      await capture("stop-before-step");
    });

    void tell("stepping past `send-activation-event` shows the id of the event", async ({ workbench, capture }) => {
      await workbench.debugButton("Step Over").click();
      await standsBefore(workbench, "step.run", "send-welcome-email").first().waitFor();
      await workbench.debugButton("Step Over").click();
      await standsBefore(workbench, "step.sendEvent", "send-activation-event").first().waitFor();
      await workbench.debugButton("Step Over").click();
      await standsBefore(workbench, "step.run", "schedule-product-tour").first().waitFor();
      await stepScope(workbench, "schedule-product-tour").first().waitFor();
      firstIds = await readEmittedIds(workbench);
      assert.equal(firstIds.length, 1);
      await workbench.leaveHover();
      await capture("emitted-events");
    });

    void tell("Step Back undoes the send, and going on sends it with another id", async ({ workbench, capture }) => {
      await workbench.debugButton("Step Back").click();
      await standsBefore(workbench, "step.sendEvent", "send-activation-event").first().waitFor();
      await stepScope(workbench, "send-activation-event").first().waitFor();
      await emittedEvents(workbench).waitFor({ state: "hidden" });
      await workbench.leaveHover();
      await capture("step-back");
      await workbench.debugButton("Step Over").click();
      await stepScope(workbench, "schedule-product-tour").first().waitFor();
      const ids = await readEmittedIds(workbench);
      assert.equal(ids.length, 1);
      assert.notDeepEqual(ids, firstIds);
    });

    void tell("Step Into a send goes to a run that the event starts, Step Out comes back", async ({ workbench, capture }) => {
      await workbench.debugButton("Step Back").click();
      await standsBefore(workbench, "step.sendEvent", "send-activation-event").first().waitFor();
      await stepScope(workbench, "send-activation-event").first().waitFor();
      await workbench.debugButton("Step Into").click();
      await standsBefore(workbench, "step.run", "load-account").first().waitFor();
      await stepScope(workbench, "load-account").first().waitFor();
      // The run that was left stands, too, and the user looks at the one that was entered.
      await workbench.editor("user-activated.ts").waitFor();
      await workbench.leaveHover();
      await capture("fan-out");
      await workbench.debugButton("Step Out").click();
      await standsBefore(workbench, "step.run", "load-account").first().waitFor({ state: "hidden" });
      await standsBefore(workbench, "step.run", "schedule-product-tour").first().waitFor();
    });

    void tell("the run ends and leaves no process", async ({ workbench }) => {
      await workbench.debugButton("Continue").click();
      await workbench.debugButton("Stop").waitFor({ state: "hidden" });
      await workbench.debugConsole().filter({ hasText: /user-onboarding.* completed/ }).first().waitFor();
      for (const program of ["worker.js", "cli.js dap"]) assert.deepEqual(await host.extensionProcesses(program), []);
    });
  });
}

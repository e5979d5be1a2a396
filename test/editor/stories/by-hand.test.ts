/** Taking a run's fate in hand, in a real editor: a failure mended, time travelled, a wait ended, a function followed. */
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import type { Workbench } from "../workbench.ts";
import { type Editor, EditorHost, story } from "./editor.ts";

const standsBefore = (workbench: Workbench, tool: string, id: string): Locator => workbench.callStack().filter({ hasText: `${tool} "${id}"` });

async function stepOverTo(workbench: Workbench, tool: string, id: string): Promise<void> {
  await workbench.debugButton("Step Over").click();
  await standsBefore(workbench, tool, id).first().waitFor();
}

/** Why the run stands: beside its thread, or in the title of the call stack where there is one thread. */
const stopped = (workbench: Workbench, why: string): Locator => workbench.page.locator(".part.sidebar").getByText(why).first();

const choice = (workbench: Workbench, label: string): Locator => workbench.quickInput.locator(".monaco-list-row").filter({ hasText: label });
const row = (workbench: Workbench, text: RegExp): Locator => workbench.variables().filter({ hasText: text });

let host: EditorHost;
before(async () => { host = await EditorHost.start("by-hand"); });
after(() => host.stop());

describe("a run taken in hand", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  void tell("a step is made to fail, and the run fails", async ({ workbench, capture }) => {
    await workbench.openFile("trial-journey.ts");
    await workbench.lens("Debug").first().waitFor();
    await workbench.goTo(30, 5);
    await workbench.page.keyboard.press("F5");
    await standsBefore(workbench, "step.run", "load-account").first().waitFor();
    await workbench.setSideBarWidth(440);
    for (const view of ["Watch", "Breakpoints"]) await workbench.collapseView(view);
    await stepOverTo(workbench, "step.run", "read-usage");
    await stepOverTo(workbench, "step.run", "provision-workspace");
    await workbench.command("Inngest: Make This Step Fail…");
    await choice(workbench, "Throw for good").click();
    await stopped(workbench, "Run failed").waitFor();
    await workbench.expandVariable(row(workbench, /^Memoized steps/), row(workbench, /^provision-workspace/));
    await workbench.leaveHover();
    await capture("run-failed");
  });

  void tell("Set Value gives the failed step an output, and the run goes on", async ({ workbench, capture }) => {
    await workbench.setValue("provision-workspace", "{ id: 'ws_1' }", standsBefore(workbench, "step.sleep", "let-them-explore"));
    await workbench.expandVariable(row(workbench, /^Memoized steps/), row(workbench, /^provision-workspace\s*=\s*\{ id: "ws_1" \}/));
    await workbench.leaveHover();
    await capture("set-value");
  });

  void tell("a wait is timed out by hand", async ({ workbench, capture }) => {
    await stepOverTo(workbench, "step.waitForEvent", "wait-for-upgrade");
    await choice(workbench, "Let it time out").waitFor();
    await capture("wait-choices");
    await choice(workbench, "Let it time out").click();
    await standsBefore(workbench, "step.run", "send-goodbye").first().waitFor();
    await workbench.debugConsole().filter({ hasText: /clock \+11 d/ }).first().waitFor();
    await workbench.leaveHover();
    await capture("timed-out");
  });

  void tell("back before the wait, and this time the event comes", async ({ workbench, capture }) => {
    await workbench.debugButton("Step Back").click();
    await standsBefore(workbench, "step.waitForEvent", "wait-for-upgrade").first().waitFor();
    await choice(workbench, "Deliver the event").first().click();
    await standsBefore(workbench, "step.invoke", "charge-first-month").first().waitFor();
    // The invoke can be answered too; this time it is followed.
    await choice(workbench, "Answer in the function's place").first().waitFor();
    await workbench.page.keyboard.press("Escape");
    await workbench.quickInput.waitFor({ state: "hidden" });
    await workbench.leaveHover();
    await capture("time-travel");
  });

  void tell("Step Into follows the invoke into the other function, with what led there on the stack", async ({ workbench, capture }) => {
    await workbench.debugButton("Step Into").click();
    await standsBefore(workbench, "step.run", "charge-card").first().waitFor();
    await workbench.until(() => workbench.page.getByText(/^Show \d+ More Stack Frames$/).click({ timeout: 1_000 }), standsBefore(workbench, "step.invoke", "charge-first-month"));
    await workbench.leaveHover();
    await capture("follow-invoke");
    await workbench.debugButton("Step Out").click();
    await stopped(workbench, "Run completed").waitFor();
    await workbench.debugButton("Stop").click();
    await workbench.debugButton("Stop").waitFor({ state: "hidden" });
  });
});

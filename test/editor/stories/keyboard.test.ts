/** Debugging without a mouse, in a real editor: each view is reached, walked and worked by keys. */
import type { Locator } from "playwright-core";
import type { Workbench } from "../workbench.ts";
import { inEditor } from "./tell.ts";

const stories = inEditor("keyboard");

/** The row of a view that has the focus. */
const focused = (workbench: Workbench, view: string, spoken: RegExp): Locator =>
  workbench.page.getByRole("tree", { name: view }).getByRole("treeitem", { name: spoken }).and(workbench.page.locator(".focused")).first();

/** The command that takes the focus to a view. */
const commands: Readonly<Record<string, string>> = {
  "Inngest Steps": "Run and Debug: Focus on Inngest Steps View", "Debug Variables": "Run and Debug: Focus on Variables View", "Runs": "Inngest: Focus on Runs View",
};

/** Goes to a view, and from its first row down to one: each key is seen before the next. A session that stops or ends takes the focus elsewhere: then it begins anew. */
async function walk(workbench: Workbench, view: string, [first = /./, ...rows]: readonly RegExp[]): Promise<void> {
  await workbench.until(async () => {
    await workbench.command(commands[view] ?? view);
    await workbench.page.keyboard.press("Home");
    await focused(workbench, view, first).waitFor();
    for (const row of rows) {
      await workbench.page.keyboard.press("ArrowDown");
      await focused(workbench, view, row).waitFor();
    }
  });
}

stories.window("without a mouse", "onboarding", (tell) => {
  tell("F10 steps, and Space in Inngest Steps sets and clears a step's check box", async ({ workbench, debug, openFunction, capture }) => {
    await openFunction("user-onboarding.ts");
    await workbench.goTo(10, 5);
    await debug.start(debug.before("create-account"));
    await debug.moveByKey("F10", "Step Over", debug.before("send-welcome-email"));
    for (const checked of [true, false, true]) {
      await workbench.once(async () => {
        if (!(await focused(workbench, "Inngest Steps", /^schedule-product-tour/).isVisible())) await walk(workbench, "Inngest Steps", [/^create-account/, /^send-welcome-email/, /^send-activation-event/, /^schedule-product-tour/]);
        await workbench.page.keyboard.press("Space");
      }, debug.steps(/schedule-product-tour/).getByRole("checkbox", { checked }));
    }
    await focused(workbench, "Inngest Steps", /^schedule-product-tour/).waitFor();
    await capture("keyboard-steps");
    await debug.moveByKey("F5", "Continue", debug.before("schedule-product-tour"));
  });

  tell("an output is given another value in the menu of its row", async ({ workbench, debug, capture }) => {
    const { keyboard } = workbench.page;
    const row = (spoken: RegExp): Locator => focused(workbench, "Debug Variables", spoken);
    // What is folded while the values of a stop still come is unfolded by them.
    await workbench.until(async () => {
      await walk(workbench, "Debug Variables", [/^Scope Step/]);
      await keyboard.press("ArrowLeft");
      await debug.variables(/^hashed id/).first().waitFor({ state: "hidden" });
      await walk(workbench, "Debug Variables", [/^Scope Step/, /^Scope Emitted events/, /^Scope Memoized steps/]);
    });
    await keyboard.press("ArrowRight");
    await debug.variables(/^create-account/).first().waitFor();
    await keyboard.press("ArrowDown");
    await row(/^create-account/).waitFor();
    const box = workbench.page.getByRole("tree", { name: "Debug Variables" }).locator("input");
    await keyboard.press("Shift+F10");
    await workbench.page.locator(".monaco-menu").first().waitFor();
    await workbench.until(() => keyboard.press("ArrowDown"), workbench.page.locator(".monaco-menu .action-item.focused", { hasText: "Set Value" }));
    await keyboard.press("Enter");
    await box.waitFor();
    await box.fill('{ userId: "grace" }');
    await capture("keyboard-value");
    await keyboard.press("Enter");
    await debug.console(/create-account.*grace/).waitFor();
  });

  tell("a run is forked, and a recording opened and deleted", async ({ workbench, debug, capture }) => {
    const { keyboard } = workbench.page;
    await debug.before("schedule-product-tour").waitFor();
    await workbench.command("Inngest: Fork Run Here");
    await debug.console(/user-onboarding .* forked/).waitFor();
    await workbench.until(() => keyboard.press("Shift+F5"), debug.button("Stop"), "hidden");
    // The row of the session stands there until its recording has been read.
    const recording = [/^user-onboarding.*not finished/];
    await walk(workbench, "Runs", recording);
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await workbench.until(() => keyboard.press("Enter"), page.getByText("Debug this recording"));
    await walk(workbench, "Runs", recording);
    await keyboard.press("Delete");
    await workbench.dialog("Delete the recording of `user-onboarding`?").waitFor();
    await capture("keyboard-delete");
    await keyboard.press("Enter");
    await workbench.page.getByRole("tree", { name: "Runs" }).getByRole("treeitem").first().waitFor({ state: "hidden" });
    await stories.nothingIsLeft();
  });
});

/** Writing functions in a real editor: what is underlined, mended, told on hover and offered above a function. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { inEditor } from "./tell.ts";

/** The findings of `mistakes.ts` by rule. */
const expected: Readonly<Record<string, number>> = {
  "missing-step-id": 1,
  "unique-step-id": 2,
  "await-step": 1,
  "valid-event-payload": 1,
  "event-payload-shape": 1,
};
const total = Object.values(expected).reduce((sum, count) => sum + count, 0);

const stories = inEditor("language");

stories.onEachSdk("writing functions", (tell) => {
  tell("the Problems panel lists each mistake, and nothing else", async ({ workbench, code, capture }) => {
    await workbench.openFile("mistakes.ts");
    await workbench.hideSideBar();
    await code.showProblems();
    for (const [rule, count] of Object.entries(expected)) {
      await code.problems(rule).nth(count - 1).waitFor();
    }
    assert.equal(await code.problems().count(), total);
    await capture("problems");
  });

  tell("a quick fix gives a `sendEvent` its id", async ({ workbench, code, capture, folder }) => {
    const line = "await step.sendEvent({ name:";
    const before = readFileSync(path.join(folder, "src/inngest/mistakes.ts"), "utf8").split(line)[0] ?? "";
    await workbench.goTo(before.split("\n").length, 16);
    await workbench.line("mistakes.ts", line).waitFor();
    await code.listFixes("Add the step id");
    await capture("quick-fix");
    await code.applyFix("Add the step id", workbench.line("mistakes.ts", 'await step.sendEvent("send-app-user-activated", { name:'));
    await code.problems("missing-step-id").waitFor({ state: "hidden" });
    assert.equal(await code.problems().count(), total - 1);
  });

  tell("a hover on a step tells what it is memoized under", async ({ workbench, code, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.focusEditor();
    const id = workbench.line("user-onboarding.ts", "step.sendEvent(").getByText("send-activation-event").first();
    const hash = createHash("sha1").update("send-activation-event").digest("hex");
    await code.hoverOver(id, workbench.hover().filter({ hasText: hash }));
    await capture("hover", "hover");
    await workbench.leaveHover();
  });

  tell("a hover on an event tells who sends it and who listens", async ({ workbench, code }) => {
    const name = workbench.line("user-onboarding.ts", "step.sendEvent(").getByText("app/user.activated").first();
    const told = workbench.hover().filter({ hasText: "sync-crm-contact" }).filter({ hasText: "schedule-check-in" });
    await code.hoverOver(name, told);
    await workbench.leaveHover();
  });

  tell("Run and Debug stand above a function", async ({ workbench, code }) => {
    await workbench.focusEditor();
    await code.lens("Run").first().waitFor();
    await code.lens("Debug").first().waitFor();
  });
});

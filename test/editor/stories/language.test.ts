/** Writing functions in a real editor: what is underlined, mended, told on hover and offered above a function. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type Editor, EditorHost, examples, story } from "./editor.ts";

/** The findings of `mistakes.ts` by rule. */
const expected: Readonly<Record<string, number>> = {
  "missing-step-id": 1,
  "unique-step-id": 2,
  "await-step": 1,
  "valid-event-payload": 1,
  "event-payload-shape": 1,
};
const total = Object.values(expected).reduce((sum, count) => sum + count, 0);

let host: EditorHost;
before(async () => { host = await EditorHost.start("language"); });
after(() => host.stop());

for (const [sdk, example] of Object.entries(examples)) {
  describe(`writing functions on ${sdk}`, () => {
    let editor: Editor;
    const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
    before(async () => { editor = await host.open(example); });
    after(() => editor.close());

    void tell("the Problems panel lists each mistake, and nothing else", async ({ workbench, capture }) => {
      await workbench.openFile("mistakes.ts");
      await workbench.toggleSideBar();
      await workbench.showProblems();
      for (const [rule, count] of Object.entries(expected)) {
        await workbench.problems(rule).nth(count - 1).waitFor();
      }
      assert.equal(await workbench.problems().count(), total);
      await capture("problems");
    });

    void tell("a quick fix gives a `sendEvent` its id", async ({ workbench, capture, folder }) => {
      const line = "await step.sendEvent({ name:";
      const before = readFileSync(path.join(folder, "src/inngest/mistakes.ts"), "utf8").split(line)[0] ?? "";
      await workbench.goTo(before.split("\n").length, 16);
      await workbench.line("mistakes.ts", line).waitFor();
      const fix = await workbench.listFixes("Add the step id");
      await capture("quick-fix");
      await fix.click();
      await workbench.line("mistakes.ts", 'await step.sendEvent("send-app-user-activated", { name:').waitFor();
      await workbench.problems("missing-step-id").waitFor({ state: "hidden" });
      assert.equal(await workbench.problems().count(), total - 1);
    });

    void tell("a hover on a step tells what it is memoized under", async ({ workbench, capture }) => {
      await workbench.openFile("user-onboarding.ts");
      await workbench.focusEditor();
      const id = workbench.line("user-onboarding.ts", "step.sendEvent(").getByText("send-activation-event").first();
      const hash = createHash("sha1").update("send-activation-event").digest("hex");
      await workbench.until(async () => { await workbench.leaveHover(); await id.hover(); }, workbench.hover().filter({ hasText: hash }));
      await capture("hover");
      await workbench.leaveHover();
    });

    void tell("a hover on an event tells who sends it and who listens", async ({ workbench }) => {
      const name = workbench.line("user-onboarding.ts", "step.sendEvent(").getByText("app/user.activated").first();
      const told = workbench.hover().filter({ hasText: "sync-crm-contact" }).filter({ hasText: "schedule-check-in" });
      await workbench.until(async () => { await workbench.leaveHover(); await name.hover(); }, told);
      await workbench.leaveHover();
    });

    void tell("Run and Debug stand above a function", async ({ workbench }) => {
      await workbench.focusEditor();
      await workbench.lens("Run").first().waitFor();
      await workbench.lens("Debug").first().waitFor();
    });
  });
}

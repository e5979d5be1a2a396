/** Finding one's way in a real editor: renames, the flow of events, completions, and TypeScript beside it. */
import { after, before, describe, it } from "node:test";
import { type Editor, EditorHost, examples, story } from "./editor.ts";

let host: EditorHost;
before(async () => { host = await EditorHost.start("navigation"); });
after(() => host.stop());

for (const [sdk, example] of Object.entries(examples)) {
  describe(`finding one's way on ${sdk}`, () => {
    let editor: Editor;
    const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
    before(async () => { editor = await host.open(example); });
    after(() => editor.close());

    void tell("lenses count who sends and who listens", async ({ workbench }) => {
      await workbench.openFile("user-onboarding.ts");
      await workbench.toggleSideBar();
      await workbench.lens("2 listeners").first().waitFor();
    });

    void tell("a variable is TypeScript's to rename", async ({ workbench }) => {
      await workbench.goTo(16, 12);
      await workbench.rename("booking");
      await workbench.line("user-onboarding.ts", "const booking =").waitFor();
      await workbench.line("user-onboarding.ts", "booking.messageId").waitFor();
    });

    void tell("a renamed step comes with a word about runs in flight", async ({ workbench, capture }) => {
      await workbench.goTo(10, 44);
      await workbench.rename("open-account");
      await workbench.line("user-onboarding.ts", 'step.run("open-account"').waitFor();
      await workbench.notification("Runs in flight will execute `open-account` again").first().waitFor();
      await capture("rename-step");
    });

    void tell("an event is renamed in every file at once", async ({ workbench }) => {
      await workbench.goTo(14, 66);
      await workbench.rename("app/user.ready");
      await workbench.line("user-onboarding.ts", 'name: "app/user.ready"').waitFor();
      await workbench.openFile("events.ts");
      await workbench.line("events.ts", '"app/user.ready"').waitFor();
    });

    void tell("the flow of events is a call hierarchy", async ({ workbench, capture }) => {
      await workbench.openFile("user-onboarding.ts");
      await workbench.goTo(14, 66);
      await workbench.command("Inngest: Show Event Flow");
      const calls = workbench.page.locator(".pane-body .monaco-list-row");
      await calls.filter({ hasText: "app/user.ready" }).first().waitFor();
      await calls.filter({ hasText: "user-onboarding" }).first().waitFor();
      await capture("event-flow");
    });
  });
}

describe("writing on SDK v4", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  void tell("a hover on an event shows its schema, its senders and an example", async ({ workbench, capture }) => {
    await workbench.openFile("user-activated.ts");
    await workbench.toggleSideBar();
    const name = workbench.line("user-activated.ts", "triggers: { event: userActivated }").getByText("userActivated").first();
    await workbench.until(async () => { await workbench.leaveHover(); await name.hover(); }, workbench.hover().filter({ hasText: "Example" }));
    await capture("event-hover");
    await workbench.leaveHover();
  });

  void tell("an event's name and its data are completed", async ({ workbench, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.lens("Run").first().waitFor();
    await workbench.goTo(15, 1);
    await workbench.page.keyboard.type('    await step.sendEvent("trial", { name: "');
    await workbench.suggestion("app/trial.started").waitFor();
    await capture("completion-name");
    await workbench.suggestion("app/trial.started").click();
    await workbench.page.keyboard.press("ArrowRight");
    await workbench.page.keyboard.type(", data: { ");
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), workbench.suggestion("userId"));
    await capture("completion-data");
    await workbench.page.keyboard.press("Escape");
  });

  void tell("the outline and the search for symbols know functions and steps", async ({ workbench, capture }) => {
    await workbench.openFile("trial-journey.ts");
    await workbench.focusEditor();
    await workbench.page.keyboard.press("Control+Shift+o");
    await workbench.quickInput.locator("input.input").fill("@provision");
    await workbench.quickInput.locator(".monaco-list-row").filter({ hasText: "provision-workspace" }).first().waitFor();
    await capture("symbols");
    await workbench.page.keyboard.press("Escape");
    await workbench.page.keyboard.press("Control+t");
    await workbench.quickInput.locator("input.input").fill("#charge-card");
    await workbench.quickInput.locator(".monaco-list-row").filter({ hasText: "charge-card" }).first().waitFor();
    await workbench.page.keyboard.press("Escape");
  });
});

/** Events in a real editor: the side bar and what stands above functions, by keyboard and by mouse. */
import { after, before, describe, it } from "node:test";
import { type Editor, EditorHost, story } from "./editor.ts";

const file = "user-onboarding.ts";

let host: EditorHost;
before(async () => { host = await EditorHost.start("views"); });
after(() => host.stop());

describe("events across files", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  void tell("the Events view counts who sends and who listens, aloud too", async ({ workbench, capture }) => {
    await workbench.openFile(file);
    await workbench.lens("1 sender").first().waitFor();
    await workbench.command("Inngest: Focus on Events View");
    await workbench.treeRow("Events", "event app/user.signup, 1 sender, 6 listeners").waitFor();
    const activated = workbench.treeRow("Events", "event app/user.activated, 4 senders, 2 listeners");
    await workbench.collapseView("Runs");
    await activated.click();
    await workbench.line("events.ts", "userActivated = eventType").waitFor();
    await workbench.until(() => workbench.page.keyboard.press("ArrowRight"), workbench.treeRow("Events", "user-onboarding sends app/user.activated"));
    await workbench.treeRow("Events", "user-onboarding sends app/user.activated").click();
    await workbench.cursorAt(14, 59);
    await capture("events-view");
  });

  void tell("the count follows while a send is typed", async ({ workbench }) => {
    await workbench.goTo(15, 1);
    await workbench.page.keyboard.type('await step.sendEvent("again", { name: "app/user.activated", data: { userId ');
    await workbench.treeRow("Events", "event app/user.activated, 5 senders, 2 listeners").waitFor();
    await workbench.command("File: Revert File");
    await workbench.treeRow("Events", "event app/user.activated, 4 senders, 2 listeners").waitFor();
  });

  void tell("a click on a lens lists the places that it counts", async ({ workbench, capture }) => {
    await workbench.focusEditor();
    const places = workbench.page.locator(".reference-zone-widget .monaco-list-row", { hasText: "event: userActivated" });
    await workbench.lens("2 listeners").first().click();
    await places.first().waitFor();
    await capture("lens-places");
    await workbench.page.keyboard.press("Escape");
    await places.first().waitFor({ state: "hidden" });
  });
});

describe("writing with help", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  void tell("in a trigger's `if` the event's keys come before TypeScript's copy of the text", async ({ workbench, capture }) => {
    await workbench.openFile(file);
    await workbench.lens("1 sender").first().waitFor();
    await workbench.goTo(8, 57);
    await workbench.page.keyboard.type(", if: \"event.data.name != '' && event.data.pl");
    const first = workbench.page.locator(".suggest-widget .monaco-list-row.focused").filter({ hasText: /^plan/ });
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), first);
    await capture("completion-expression");
    await workbench.page.keyboard.press("Enter");
    await workbench.line(file, "event.data.name != '' && event.data.plan\"").waitFor();
  });

  void tell("an extracted step's id stands selected, to be written over", async ({ workbench }) => {
    await workbench.goTo(15, 1);
    await workbench.page.keyboard.type('    await fetch("https://example.com");');
    await workbench.page.keyboard.press("Shift+Home");
    const extract = workbench.page.locator(".action-widget .monaco-list-row.action", { hasText: "Extract into `step.run`" });
    await workbench.until(() => workbench.command("Refactor..."), extract);
    await extract.first().click();
    await workbench.line(file, 'await step.run("fetch", ').waitFor();
    await workbench.page.locator(".part.statusbar").getByText("(5 selected)").waitFor();
    await workbench.page.keyboard.type("ping");
    await workbench.line(file, 'await step.run("ping", ').waitFor();
  });

  void tell("a rename of an event can be looked at before it is made", async ({ workbench, capture }) => {
    await workbench.openFile("events.ts");
    await workbench.goTo(17, 42);
    await workbench.rename("app/trial.begun", "Control+Enter");
    await workbench.refactorPreview().filter({ hasText: "app/trial.begun" }).first().waitFor();
    await capture("rename-preview");
    await workbench.page.getByRole("button", { name: "Apply" }).click();
    await workbench.line("events.ts", '"app/trial.begun"').waitFor();
  });
});

/** Events in a real editor: the side bar and what stands above functions, by keyboard and by mouse. */
import { inEditor } from "./tell.ts";

const file = "user-onboarding.ts";

const stories = inEditor("views");

stories.window("events across files", "onboarding", (tell) => {
  tell("the Events view counts who sends and who listens, aloud too", async ({ workbench, code, capture }) => {
    await workbench.openFile(file);
    await code.lens("1 sender").first().waitFor();
    await workbench.command("Inngest: Focus on Events View");
    await workbench.treeRow("Events", "event app/user.signup, 1 sender, 6 listeners").waitFor();
    const activated = workbench.treeRow("Events", "event app/user.activated, 4 senders, 2 listeners");
    await workbench.collapseView("Runs");
    await workbench.until(() => activated.click(), workbench.line("events.ts", "userActivated = eventType"));
    const sender = workbench.treeRow("Events", "user-onboarding sends app/user.activated");
    await workbench.until(() => workbench.page.keyboard.press("ArrowRight"), sender);
    await workbench.until(() => sender.click(), workbench.cursor(14, 59));
    await capture("events-view");
  });

  tell("the count follows while a send is typed", async ({ workbench }) => {
    await workbench.goTo(15, 1);
    await workbench.page.keyboard.type('await step.sendEvent("again", { name: "app/user.activated", data: { userId ');
    await workbench.treeRow("Events", "event app/user.activated, 5 senders, 2 listeners").waitFor();
    await workbench.command("File: Revert File");
    await workbench.treeRow("Events", "event app/user.activated, 4 senders, 2 listeners").waitFor();
  });

  tell("a click on a lens lists the places that it counts", async ({ workbench, code, capture }) => {
    await workbench.focusEditor();
    const places = workbench.page.locator(".reference-zone-widget .monaco-list-row", { hasText: "event: userActivated" });
    await code.clickLens("2 listeners", places);
    await capture("lens-places");
    await workbench.until(() => workbench.page.keyboard.press("Escape"), places, "hidden");
  });
});

stories.window("writing with help", "onboarding", (tell) => {
  tell("in a trigger's `if` the event's keys come before TypeScript's copy of the text", async ({ workbench, code, capture }) => {
    await workbench.openFile(file);
    await code.lens("1 sender").first().waitFor();
    await workbench.goTo(8, 57);
    await workbench.page.keyboard.type(", if: \"event.data.name != '' && event.data.pl");
    const first = workbench.page.locator(".suggest-widget .monaco-list-row.focused").filter({ hasText: /^plan/ });
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), first);
    await capture("completion-expression");
    await workbench.page.keyboard.press("Enter");
    await workbench.line(file, "event.data.name != '' && event.data.plan\"").waitFor();
  });

  tell("an extracted step's id stands selected, to be written over", async ({ workbench }) => {
    await workbench.goTo(15, 1);
    await workbench.page.keyboard.type('    await fetch("https://example.com");');
    await workbench.page.keyboard.press("Shift+Home");
    const extract = workbench.page.locator(".action-widget .monaco-list-row.action", { hasText: "Extract into 'step.run'" });
    await workbench.until(() => workbench.command("Refactor..."), extract);
    await workbench.until(() => extract.first().click(), workbench.line(file, 'await step.run("fetch", '));
    await workbench.page.locator(".part.statusbar").getByText("(5 selected)").waitFor();
    await workbench.page.keyboard.type("ping");
    await workbench.line(file, 'await step.run("ping", ').waitFor();
  });

  tell("a rename of an event can be looked at before it is made", async ({ workbench, code, capture }) => {
    await workbench.openFile("events.ts");
    await workbench.goTo(17, 42);
    await code.rename("app/trial.begun", code.refactorPreview().filter({ hasText: "app/trial.begun" }), "Control+Enter");
    await capture("rename-preview");
    await workbench.until(() => workbench.page.getByRole("button", { name: "Apply" }).click(), workbench.line("events.ts", '"app/trial.begun"'));
  });
});

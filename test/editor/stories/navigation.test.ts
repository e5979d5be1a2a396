/** Finding one's way in a real editor: renames, the flow of events, completions, and TypeScript beside it. */
import { inEditor } from "./tell.ts";

const stories = inEditor("navigation");

stories.onEachSdk("finding one's way", (tell) => {
  tell("lenses count who sends and who listens", async ({ workbench, code }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.hideSideBar();
    await code.lens("2 listeners").first().waitFor();
  });

  tell("a variable is TypeScript's to rename", async ({ workbench, code }) => {
    await workbench.goTo(16, 12);
    await code.rename("booking", workbench.line("user-onboarding.ts", "const booking ="));
    await workbench.line("user-onboarding.ts", "booking.messageId").waitFor();
  });

  tell("a renamed step comes with a word about runs in flight", async ({ workbench, code, capture }) => {
    await workbench.goTo(10, 44);
    await code.rename("open-account", workbench.line("user-onboarding.ts", 'step.run("open-account"'));
    await workbench.notification("Runs in flight will execute `open-account` again").first().waitFor();
    await capture("rename-step");
  });

  tell("an event is renamed in every file at once", async ({ workbench, code }) => {
    await workbench.goTo(14, 66);
    await code.rename("app/user.ready", workbench.line("user-onboarding.ts", 'name: "app/user.ready"'));
    await workbench.openFile("events.ts");
    await workbench.line("events.ts", '"app/user.ready"').waitFor();
  });

  tell("the flow of events is a call hierarchy", async ({ workbench, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await workbench.goTo(14, 66);
    const calls = workbench.page.locator(".pane-body .monaco-list-row");
    await workbench.until(() => workbench.command("Inngest: Show Event Flow"), calls.filter({ hasText: "app/user.ready" }));
    await calls.filter({ hasText: "user-onboarding" }).first().waitFor();
    await capture("event-flow");
  });
});

stories.window("writing on SDK v4", "onboarding", (tell) => {
  tell("a hover on an event shows its schema, its senders and an example", async ({ workbench, code, capture }) => {
    await workbench.openFile("user-activated.ts");
    await workbench.hideSideBar();
    const name = workbench.line("user-activated.ts", "triggers: { event: userActivated }").getByText("userActivated").first();
    await code.hoverOver(name, workbench.hover().filter({ hasText: "Example" }));
    await capture("event-hover", "hover");
    await workbench.leaveHover();
  });

  tell("an event's name and its data are completed", async ({ workbench, code, capture }) => {
    await workbench.openFile("user-onboarding.ts");
    await code.lens("Run").first().waitFor();
    await workbench.goTo(15, 1);
    await workbench.page.keyboard.type('    await step.sendEvent("trial", { name: "');
    await code.suggestion("app/trial.started").waitFor();
    await capture("completion-name");
    await code.takeSuggestion("app/trial.started", workbench.line("user-onboarding.ts", 'step.sendEvent("trial", { name: "app/trial.started"'));
    await workbench.page.keyboard.press("ArrowRight");
    await workbench.page.keyboard.type(", data: { ");
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), code.suggestion("userId"));
    await capture("completion-data");
    await workbench.page.keyboard.press("Escape");
  });

  tell("the outline and the search for symbols know functions and steps", async ({ workbench, capture }) => {
    await workbench.openFile("trial-journey.ts");
    await workbench.lookUp("Control+Shift+o", "@provision", "provision-workspace");
    await capture("symbols");
    await workbench.lookUp("Control+t", "#charge-card", "charge-card");
    await workbench.closeQuickInput();
  });
});

/** Ways to begin, in a real editor: from a file that creates no function, with an event of one's own, in an app that runs already. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inEditor } from "./tell.ts";
import { write } from "./write-files.ts";

const stories = inEditor("starting");

stories.window("beginning a debug session", "onboarding", (tell) => {
  tell("a file that creates no function offers those of the workspace", async ({ workbench, debug, openFunction, capture }) => {
    await openFunction("user-onboarding.ts");
    await workbench.openFile("accounts.ts");
    await workbench.command("Inngest: Debug Function");
    await workbench.quickInput.getByPlaceholder("accounts.ts creates no function; which one of this workspace?").waitFor();
    await workbench.choice("user-onboarding").waitFor();
    await capture("choose-function");
    await workbench.choose("user-onboarding", debug.before("create-account"));
    await debug.stop();
  });

  tell("a file that only calls a wrapper around createFunction has the buttons of one that creates", async ({ workbench, debug, openFunction, capture, folder }) => {
    const below = (name: string): string => path.join(folder, "src/inngest", name);
    writeFileSync(below("define-job.ts"), 'import { inngest } from "./client.ts";\n\nexport const defineJob = (id: string, event: string, handler: any) =>\n  inngest.createFunction({ id, triggers: { event } }, handler);\n');
    writeFileSync(below("remind.ts"), 'import { defineJob } from "./define-job.ts";\n\nexport const remind = defineJob("remind", "app/remind", async ({ step }: any) => {\n  await step.run("ring", () => "rung");\n});\n');
    await workbench.openFile("accounts.ts");
    const button = workbench.page.locator(".editor-actions [aria-label*='Function']").first();
    await button.waitFor({ state: "hidden" });
    await openFunction("remind.ts");
    await button.waitFor();
    await capture("wrapper");
    await workbench.goTo(4, 3);
    await debug.start(debug.before("ring"));
    await debug.stop();
  });

  tell("the event is edited as JSON, with its schema, and the function starts with it", async ({ workbench, code, debug, capture, folder }) => {
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
    await workbench.until(() => workbench.page.keyboard.press("Control+Space"), code.suggestion("plan"));
    await capture("edit-event");
    await code.takeSuggestion("plan", workbench.line(file, '"plan":'));
    await code.takeSuggestion('"team"', workbench.line(file, '"plan": "team",'));
    await debug.start(debug.before("create-account"));
    for (const view of ["Watch", "Breakpoints"]) await workbench.collapseView(view);
    await debug.expandVariable(/^Event/, /^data.*grace@example\.com/);
    await capture("own-event");
    await debug.stop();
  });

  tell("a text without a file is saved first", async ({ workbench, capture }) => {
    await workbench.command("File: New Untitled Text File");
    await workbench.until(async () => {
      await workbench.command("Change Language Mode");
      await workbench.filter("TypeScript");
    }, workbench.choice(/^TypeScript\s*\(typescript\)/));
    await workbench.choose(/^TypeScript\s*\(typescript\)/, workbench.page.locator(".part.statusbar").getByText("TypeScript", { exact: true }));
    await workbench.command("Inngest: Debug Function");
    // VS Code itself offers to save; the user will not.
    await workbench.quickInput.getByRole("button", { name: "OK" }).waitFor();
    await workbench.closeQuickInput();
    await workbench.notification("Save this file first: a function is run from the disk.").waitFor();
    await capture("untitled");
    await workbench.command("Notifications: Clear All Notifications");
  });

  tell("no process is left", async () => {
    await stories.nothingIsLeft();
  });
});

stories.window("a window that has just opened", "onboarding", (tell) => {
  tell("F5 in its first moments does what launch.json says", async ({ debug, workbench, capture }) => {
    // Before the editor knows of our debugger, F5 opens a view.
    await workbench.page.locator(".editor-actions [aria-label*='Function']").first().waitFor();
    await debug.start(debug.before("load-account"));
    await workbench.editor("user-activated.ts").waitFor();
    await capture("early-key");
    await debug.stop();
    await stories.nothingIsLeft();
  });
}, {
  file: "src/inngest/functions/user-onboarding.ts",
  prepare: ({ folder }) => write(folder, {
    ".vscode/launch.json": JSON.stringify({
      version: "0.2.0",
      configurations: [{ type: "inngest", request: "launch", name: "CRM", program: "${workspaceFolder}/src/inngest/functions/user-activated.ts", function: "sync-crm-contact" }],
    }),
  }),
});

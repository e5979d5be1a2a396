/** The graph of functions and events, in a real editor. */
import { inEditor } from "./tell.ts";

const stories = inEditor("graph");

stories.window("the graph of functions and events", "onboarding", (tell) => {
  tell("shows who sends what to whom, and leads to each place", async ({ workbench, capture }) => {
    await workbench.openFile("client.ts");
    await workbench.hideSideBar();
    await workbench.command("Inngest: Show Graph of Functions and Events");
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await page.getByRole("link", { name: "event app/user.activated" }).waitFor();
    await capture("graph");
    await workbench.until(() => page.getByRole("link", { name: "function sync-crm-contact" }).click(), workbench.editor("user-activated.ts"));
  });
});

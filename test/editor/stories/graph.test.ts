/** The graph of functions and events, in a real editor. */
import { after, before, describe, it } from "node:test";
import { type Editor, EditorHost, story } from "./editor.ts";

let host: EditorHost;
before(async () => { host = await EditorHost.start("graph"); });
after(() => host.stop());

describe("the graph of functions and events", () => {
  let editor: Editor;
  const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
  before(async () => { editor = await host.open("onboarding"); });
  after(() => editor.close());

  void tell("shows who sends what to whom, and leads to each place", async ({ workbench, capture }) => {
    await workbench.openFile("client.ts");
    await workbench.toggleSideBar();
    await workbench.command("Inngest: Show Graph of Functions and Events");
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await page.getByRole("link", { name: "event app/user.activated" }).waitFor();
    await capture("graph");
    await page.getByRole("link", { name: "function sync-crm-contact" }).click();
    await workbench.editor("user-activated.ts").waitFor();
  });
});

/** Attaching to an app that runs by itself, in a real editor, on the real SDKs. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { findFreePort } from "../../ports.ts";
import { type Editor, EditorHost, examples, story } from "./editor.ts";

interface App {
  readonly url: string;
  stop(): Promise<void>;
}

/** The example's own server; resolves once it listens. */
async function startApp(folder: string, devServer: string): Promise<App> {
  const port = await findFreePort();
  const child: ChildProcess = spawn(process.execPath, ["src/server.ts"], { cwd: folder, env: { PATH: process.env["PATH"], PORT: String(port), INNGEST_DEV: devServer }, stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const [text] = await once(child.stdout ?? child, "data") as [Buffer];
  return {
    url: `${text.toString().trim()}/api/inngest`,
    stop: async () => {
      child.kill();
      await gone;
    },
  };
}

let host: EditorHost;
before(async () => { host = await EditorHost.start("attach"); });
after(() => host.stop());

for (const [sdk, example] of Object.entries(examples)) {
  describe(`attaching to an app on ${sdk}`, () => {
    let editor: Editor;
    let app: App;
    const tell = (title: string, steps: (editor: Editor) => Promise<void>): Promise<void> => it(...story(title, () => editor, steps));
    const standsBefore = (id: string): Locator => editor.workbench.callStack().filter({ hasText: `"${id}"` }).first();

    before(async () => {
      editor = await host.open(example);
      const devServer = `http://127.0.0.1:${await findFreePort()}`;
      app = await startApp(editor.folder, devServer);
      const configuration = { type: "inngest", request: "attach", name: "The running app", url: app.url, devServer };
      await mkdir(path.join(editor.folder, ".vscode"), { recursive: true });
      await writeFile(path.join(editor.folder, ".vscode", "launch.json"), JSON.stringify({ version: "0.2.0", configurations: [configuration] }));
    });
    after(async () => {
      await editor.close();
      await app.stop();
    });

    void tell("a configuration without a function asks which one of the app, and stops before its first step", async ({ workbench, capture }) => {
      await workbench.openFile("user-onboarding.ts");
      await workbench.lens("Debug").first().waitFor();
      const choice = (label: string): Locator => workbench.quickInput.locator(".monaco-list-row").filter({ hasText: label }).first();
      // A launch.json that has just been written is read in its time.
      await workbench.until(() => workbench.command("Debug: Select and Start Debugging"), choice("The running app"));
      await choice("The running app").click();
      await choice("user-onboarding").waitFor();
      await capture("attach-function");
      await choice("user-onboarding").click();
      await standsBefore("create-account").waitFor();
      await workbench.setSideBarWidth(440);
      for (const view of ["Watch", "Breakpoints"]) await workbench.collapseView(view);
    });

    void tell("the app's steps are taken one by one, and one of them back", async ({ workbench, capture }) => {
      for (const id of ["send-welcome-email", "send-activation-event", "schedule-product-tour"]) {
        await workbench.debugButton("Step Over").click();
        await standsBefore(id).waitFor();
      }
      await workbench.steps().filter({ hasText: /^app\/user\.activated/ }).first().waitFor();
      await workbench.leaveHover();
      await capture("attached");
      await workbench.debugButton("Step Back").click();
      await standsBefore("send-activation-event").waitFor();
      await workbench.steps().filter({ hasText: /^app\/user\.activated/ }).first().waitFor({ state: "hidden" });
    });

    void tell("the session ends, and the app runs on", async ({ workbench }) => {
      // A session that attached is left by disconnecting.
      await workbench.debugButton("Disconnect").click();
      await workbench.debugButton("Disconnect").waitFor({ state: "hidden" });
      assert.equal((await fetch(app.url)).status, 200);
      assert.deepEqual(await host.extensionProcesses("cli.js dap"), []);
    });
  });
}

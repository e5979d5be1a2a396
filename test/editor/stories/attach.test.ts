/** Attaching to an app that runs by itself, in a real editor, on the real SDKs. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { findFreePort } from "../../ports.ts";
import { inEditor, type Prepare } from "./tell.ts";
import { write } from "./write-files.ts";

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

const stories = inEditor("attach");

let app: App;

const prepare: Prepare = async ({ folder }, atEnd) => {
  const devServer = `http://127.0.0.1:${await findFreePort()}`;
  app = await startApp(folder, devServer);
  atEnd(() => app.stop());
  const configuration = { type: "inngest", request: "attach", name: "The running app", url: app.url, devServer };
  await write(folder, { ".vscode/launch.json": JSON.stringify({ version: "0.2.0", configurations: [configuration] }) });
};

stories.onEachSdk("attaching to an app", (tell) => {
  tell("a configuration without a function asks which one of the app, and stops before its first step", async ({ workbench, debug, openFunction, capture }) => {
    await openFunction("user-onboarding.ts");
    // A launch.json that has just been written is read in its time.
    await workbench.until(() => workbench.command("Debug: Select and Start Debugging"), workbench.choice("The running app"));
    await workbench.choose("The running app", workbench.choice("user-onboarding"));
    await capture("attach-function");
    await workbench.choose("user-onboarding", debug.before("create-account"));
    await debug.tidy();
  });

  tell("the app's steps are taken one by one, and one of them back", async ({ debug, capture }) => {
    for (const id of ["send-welcome-email", "send-activation-event", "schedule-product-tour"]) {
      await debug.move("Step Over", debug.before(id));
    }
    await debug.steps(/^app\/user\.activated/).first().waitFor();
    await capture("attached");
    await debug.move("Step Back", debug.before("send-activation-event"));
    await debug.steps(/^app\/user\.activated/).first().waitFor({ state: "hidden" });
  });

  tell("the session ends, and the app runs on", async ({ debug }) => {
    await debug.stop("Disconnect");
    assert.equal((await fetch(app.url)).status, 200);
    await stories.nothingIsLeft();
  });
}, { prepare });

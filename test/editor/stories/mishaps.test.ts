/** What can go wrong, in a real editor: each is one sentence that names the place, and nothing is left running. */
import assert from "node:assert/strict";
import { rename, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import process from "node:process";
import { findFreePort } from "../../ports.ts";
import { listProcesses } from "../../processes.ts";
import type { Editor } from "./editor.ts";
import { inEditor, type Prepare } from "./tell.ts";
import { write } from "./write-files.ts";

const toFunction = (id: string, body: string): string => `import { inngest } from "../client.ts";

export const fn = inngest.createFunction({ id: "${id}", triggers: { event: "app/${id}" } }, async ({ step }) => {
  ${body}
});
`;

const emptyRecording = { format: "inngest-run", savedAt: 0, origin: "local", runs: [] };

let requests = 0;
/** The service that a step body connects to. */
async function startService(): Promise<Server> {
  const server = createServer((_request, response) => {
    requests++;
    response.end("42 trials");
  });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  return server;
}

const prepare: Prepare = async ({ folder }, atEnd) => {
  const service = await startService();
  atEnd(async () => { service.closeAllConnections(); await new Promise((resolve) => { service.close(resolve); }); });
  const address = service.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const configurations = [
    { type: "inngest", request: "launch", name: "Report", program: "${workspaceFolder}/src/inngest/functions/weekly-report.ts", network: "ask" },
    { type: "inngest", request: "attach", name: "Nobody there", function: "user-onboarding", url: `http://127.0.0.1:${await findFreePort()}/api/inngest` },
  ];
  await write(folder, {
    ".vscode/launch.json": JSON.stringify({ version: "0.2.0", configurations }),
    "src/inngest/functions/weekly-report.ts": toFunction("weekly-report", `return step.run("fetch-figures", () => fetch("http://127.0.0.1:${port}/figures").then((answer) => answer.text()));`),
    "src/inngest/functions/unfinished.ts": toFunction("unfinished", "const total = ;"),
    "src/inngest/functions/no-database.ts": `${toFunction("no-database", 'await step.run("read", () => 1);')}\nthrow new Error("DATABASE_URL is not set");\n`,
    "damaged.inngest-run": JSON.stringify({ ...emptyRecording, version: 1 }),
    "newer.inngest-run": JSON.stringify({ ...emptyRecording, version: 2 }),
  });
};

/** A file that cannot start: what the editor says, which is closed again. */
async function refusal({ workbench, capture }: Editor, sentence: string, picture: string): Promise<void> {
  await workbench.command("Inngest: Debug Function");
  await workbench.dialog(sentence).waitFor();
  await capture(picture);
  await workbench.answerDialog(sentence, "Cancel");
  await stories.nothingIsLeft();
}

const stories = inEditor("mishaps");

stories.window("what can go wrong", "onboarding", (tell) => {
  tell("a step body that wants to connect waits for the user's word, each time", async ({ workbench, debug, openFunction, capture }) => {
    await openFunction("weekly-report.ts");
    const question = workbench.dialog("wants to connect to 127.0.0.1");
    await workbench.until(() => workbench.command("Debug: Select and Start Debugging"), workbench.choice("Report"));
    await workbench.choose("Report", debug.before("fetch-figures"));
    await debug.tidy();
    await debug.move("Step Over", question);
    await capture("network-question");
    await workbench.answerDialog("wants to connect", "Refuse");
    await debug.console(/fetch-figures.*refused/).waitFor();
    assert.equal(requests, 0);
    await debug.move("Step Over", question);
    await workbench.answerDialog("wants to connect", "Allow Once");
    await debug.finish();
    await debug.console(/weekly-report.* completed: "42 trials"/).waitFor();
    assert.equal(requests, 1);
  });

  tell("a program that is killed ends its session, and says so", async ({ workbench, debug, openFunction, capture }) => {
    await openFunction("user-onboarding.ts");
    await workbench.command("Inngest: Debug Function");
    await debug.before("create-account").waitFor();
    const workers = await stories.processes("worker.js");
    const [worker] = (await listProcesses()).filter(({ command }) => workers.includes(command));
    assert.ok(worker);
    process.kill(worker.pid, "SIGKILL");
    await debug.button("Stop").waitFor({ state: "hidden" });
    await debug.console("the program's process was ended by SIGKILL while no step ran").waitFor();
    await capture("killed");
    await stories.nothingIsLeft();
  });

  tell("a file that does not compile", async (editor) => {
    await editor.workbench.openFile("unfinished.ts");
    await editor.workbench.goTo(4, 3);
    await refusal(editor, 'unfinished.ts:4:17: Unexpected ";"', "does-not-compile");
  });

  tell("a file that throws while it loads", async (editor) => {
    await editor.openFunction("no-database.ts");
    await refusal(editor, "no-database.ts:7:7: throws while it loads: Error: DATABASE_URL is not set", "throws-while-loading");
  });

  tell("a folder without the SDK", async (editor) => {
    const packages = path.join(editor.folder, "node_modules");
    await rename(packages, `${packages}-elsewhere`);
    await editor.openFunction("user-onboarding.ts");
    await editor.workbench.goTo(10, 5);
    await refusal(editor, "`inngest` is not installed where", "no-sdk");
    await rename(`${packages}-elsewhere`, packages);
  });

  tell("an app that is not there", async ({ workbench, capture }) => {
    await workbench.until(() => workbench.command("Debug: Select and Start Debugging"), workbench.choice("Nobody there"));
    await workbench.choose("Nobody there", workbench.dialog("http://127.0.0.1"));
    await capture("nobody-there");
    await workbench.answerDialog("http://127.0.0.1", "Cancel");
    await stories.nothingIsLeft();
  });

  tell("a recording that is damaged, and one of a later version", async ({ workbench, folder, capture }) => {
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await workbench.openPage("damaged.inngest-run");
    await page.getByText("damaged.inngest-run is damaged at `runs`: record the run again").waitFor();
    await capture("damaged-recording");
    await workbench.command("View: Close Editor");
    await workbench.openPage("newer.inngest-run");
    await page.getByText("update the extension, or record the run again").waitFor();
    await capture("newer-recording");
    // Mended on the disk, it is shown at once.
    await writeFile(path.join(folder, "newer.inngest-run"), "{");
    await page.getByText("newer.inngest-run is not a recording: it is not JSON").waitFor();
  });
}, { prepare });

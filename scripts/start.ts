/** `npm start -- [--port n] [--browser]`: VS Code on `examples/` with the extension loaded. */
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { findDesktopEditor } from "./editor/find.ts";
import { installServer, serverSupported } from "./editor/install-server.ts";
import { installExtension, startServer } from "./editor/server.ts";
import { editorSettings } from "./editor/settings.ts";
import { installExamples } from "./examples.ts";
import { during, run, runScript } from "./run.ts";

const root = path.dirname(import.meta.dirname);
const cache = path.join(root, ".cache");
const folder = path.join(root, "examples");
/** What to look at first. */
const firstFile = path.join(folder, "onboarding/src/inngest/functions/user-onboarding.ts");
const usualPort = 3939;

/** The usual port, or any free one where something else listens there already. */
function choosePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => { resolve(0); }).listen(usualPort, "127.0.0.1", () => probe.close(() => { resolve(usualPort); }));
  });
}

/** Address of the examples in a served VS Code, with the first file open. */
function toAddress(server: string): string {
  const opened = `vscode-remote://${new URL(server).host}${firstFile}`;
  return `${server}/?${String(new URLSearchParams({ folder, payload: JSON.stringify([["openFile", opened]]) }))}`;
}

/** The first example's packages are there already; those of the others come while it is looked at. */
function installOthers(): void {
  during("packages of the other examples", () => installExamples(root)).catch((error: unknown) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`));
}

async function openDesktop(editor: string): Promise<void> {
  await during("building the extension", () => runScript("scripts/build.ts"));
  await during("opening VS Code", () => run(editor, [`--extensionDevelopmentPath=${root}`, folder, "--goto", firstFile]));
  process.stdout.write("VS Code is open on the examples. `npm run watch` rebuilds while you edit; `Developer: Reload Window` loads it.\n");
  installOthers();
}

async function serveBrowser(port: number): Promise<void> {
  const folders = { userData: path.join(cache, "start", "user"), extensions: path.join(cache, "start", "extensions") };
  const vsix = path.join(cache, "start", "stepwise.vsix");
  await mkdir(path.dirname(vsix), { recursive: true });
  // One waits for the network while the other computes.
  const [entry] = await Promise.all([
    during("VS Code for the browser", () => installServer(path.join(cache, "vscode"))),
    during("building the extension", () => runScript("scripts/package.ts", ["--out", vsix])),
  ]);
  await during("installing the extension", () => installExtension(entry, folders, vsix));
  const server = await during("starting VS Code", () => startServer({ entry, ...folders, settings: editorSettings, port, log: path.join(cache, "start", "server.log") }));
  process.stdout.write(`\nVS Code is at ${toAddress(server.url)}\nF5 in it steps through the function you see; Ctrl+C here stops it.\n`);
  installOthers();

  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => { asked = true; void server.stop(); });
  await server.ended;
  if (!asked) throw new Error(`VS Code has ended by itself; its log is ${path.join(cache, "start", "server.log")}`);
}

async function start(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: "string" }, browser: { type: "boolean", default: false } } });
  const port = values.port === undefined ? await choosePort() : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`\`--port ${values.port ?? ""}\` is not a port number`);

  // VS Code's desktop program refuses to run as root.
  const desktop = values.browser || process.getuid?.() === 0 ? undefined : findDesktopEditor();
  if (desktop !== undefined) await openDesktop(desktop);
  else if (serverSupported) await serveBrowser(port);
  else throw new Error("VS Code's command `code` is not on the PATH: install VS Code, or add the command with `Shell Command: Install 'code' command in PATH`");
}

process.chdir(root);
start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

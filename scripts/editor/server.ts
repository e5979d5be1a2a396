/** Starts and stops the browser-hosted editor, and installs an extension into it. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { run } from "../run.ts";

const startTimeoutMs = 120_000;
const stopTimeoutMs = 10_000;
const mostStarts = 5;

/** Where one editor keeps everything it writes. */
export interface EditorFolders {
  readonly userData: string;
  readonly extensions: string;
}

export interface ServerOptions extends EditorFolders {
  readonly entry: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** 0 takes a free one. */
  readonly port?: number;
  /** File that receives what the server prints. */
  readonly log?: string;
  /** Lets a page run an extension's test suite; also hides notifications, so only for that. */
  readonly testDriver?: boolean;
  /** Whether folders have to be trusted before anything of them runs; the settings must agree. */
  readonly asksForTrust?: boolean;
}

export interface EditorServer {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  /** Resolves when the server has ended by itself or by `stop`. */
  readonly ended: Promise<void>;
}

/** The environment without what an outer editor, or its terminal, would leak into this one. */
function cleanEnvironment(userData: string): Record<string, string> {
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !/^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|PASSWORD$|PORT$)/.test(entry[0]));
  return { ...Object.fromEntries(kept), HOME: path.join(userData, "home"), EXTENSIONS_GALLERY: "{}" };
}

function commonArguments({ userData, extensions }: EditorFolders): string[] {
  return ["--user-data-dir", userData, "--extensions-dir", extensions, "--config", path.join(userData, "config.yaml")];
}

async function prepare({ userData, extensions }: EditorFolders): Promise<void> {
  for (const folder of [path.join(userData, "User"), path.join(userData, "home"), extensions]) await mkdir(folder, { recursive: true });
  await writeFile(path.join(userData, "config.yaml"), "auth: none\ncert: false\n");
}

/** First start only: what a user changes afterwards stays. */
async function writeSettings(file: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  if (!existsSync(file)) await writeFile(file, JSON.stringify(settings, undefined, 2));
}

/** Installs a VSIX file the way a user's editor does. */
export async function installExtension(entry: string, folders: EditorFolders, vsix: string): Promise<void> {
  await prepare(folders);
  const environment = cleanEnvironment(folders.userData);
  await run(process.execPath, [entry, ...commonArguments(folders), "--install-extension", vsix, "--force"], { env: environment });
}

/** The server gives up where its own second process takes more than ten seconds to say that it is there: on a busy machine it is started again. */
export async function startServer(options: ServerOptions): Promise<EditorServer> {
  for (let left = mostStarts - 1; ; left--) {
    try {
      return await start(options);
    } catch (error) {
      if (left === 0 || !/\btimed out\b/.test(String(error))) throw error;
    }
  }
}

async function start(options: ServerOptions): Promise<EditorServer> {
  await prepare(options);
  await writeSettings(path.join(options.userData, "User", "settings.json"), options.settings);
  // Paths of Unix sockets may have 107 bytes at most, so they do not go below the checkout.
  const sockets = await mkdtemp(path.join(os.tmpdir(), "sw-"));
  const args = [
    options.entry, ...commonArguments(options), "--bind-addr", `127.0.0.1:${options.port ?? 0}`, "--auth", "none",
    "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", "--disable-proxy", "--ignore-last-opened",
    ...(options.asksForTrust === true ? [] : ["--disable-workspace-trust"]),
    ...(options.testDriver === true ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
  const child = spawn(process.execPath, args, {
    // A process group of its own: stopping it stops the extension hosts and all they started.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...cleanEnvironment(options.userData), TMPDIR: sockets, XDG_RUNTIME_DIR: sockets },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => { resolve(); })).then(() => rm(sockets, { recursive: true, force: true }));
  try {
    const url = await listening(child, options.log);
    return { url, pid: child.pid ?? 0, ended, stop: () => stopGroup(child, ended) };
  } catch (error) {
    await stopGroup(child, ended);
    throw error;
  }
}

/** The address, read from what the server prints. */
function listening(child: ChildProcess, log: string | undefined): Promise<string> {
  const file = log === undefined ? undefined : createWriteStream(log);
  let printed = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`the editor's server said nothing about its address for ${startTimeoutMs / 1000} s:\n${printed}`)); }, startTimeoutMs);
    const read = (chunk: string): void => {
      file?.write(chunk);
      printed = (printed + chunk).slice(-20_000);
      const address = /HTTP server listening on (http:\S+)/.exec(printed)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address.replace(/\/$/, ""));
    };
    child.stdout?.setEncoding("utf8").on("data", read);
    child.stderr?.setEncoding("utf8").on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      file?.end();
      reject(new Error(`the editor's server ended with code ${code ?? "none"}:\n${printed}`));
    });
  });
}

async function stopGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.pid === undefined) return;
  const signal = (name: NodeJS.Signals): void => {
    try { process.kill(-(child.pid ?? 0), name); } catch { /* It has ended already. */ }
  };
  signal("SIGTERM");
  const timer = setTimeout(() => { signal("SIGKILL"); }, stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

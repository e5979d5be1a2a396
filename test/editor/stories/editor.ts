/** One editor with the packed extension installed, for the stories of one file, and its windows. */
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import type { Browser } from "playwright-core";
import { installServer } from "../../../scripts/editor/install-server.ts";
import { type EditorServer, installExtension, startServer } from "../../../scripts/editor/server.ts";
import { testSettings } from "../../../scripts/editor/settings.ts";
import { launchBrowser } from "../browser.ts";
import { copyExample, type Example } from "../example.ts";
import { places, root, toldAgain } from "../places.ts";
import { listProcesses } from "../../processes.ts";
import { Workbench } from "../workbench.ts";

/** The same stories are told on each SDK. */
export const examples: Readonly<Record<string, Example>> = { "SDK v4": "onboarding", "SDK v3": "onboarding-v3" };

/** A window on a copy of an example. */
export interface Editor {
  readonly workbench: Workbench;
  readonly example: Example;
  /** The copy's folder. */
  readonly folder: string;
  /** Takes a screenshot of the work area; that of the SDK v4 example becomes a picture of the README when asked for. */
  capture(name: string): Promise<void>;
  close(): Promise<void>;
}

export class EditorHost {
  readonly #name: string;
  readonly #server: EditorServer;
  readonly #browser: Browser;
  readonly #extensions: string;

  private constructor(name: string, server: EditorServer, browser: Browser, extensions: string) {
    this.#name = name;
    this.#server = server;
    this.#browser = browser;
    this.#extensions = extensions;
  }

  /** Installs the VSIX into a fresh editor and starts it; `name` tells its files from those of others. */
  static async start(name: string, { asksForTrust = false } = {}): Promise<EditorHost> {
    const folder = path.join(places.run, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(places.out, { recursive: true });
    const folders = { userData: path.join(folder, "user"), extensions: path.join(folder, "extensions") };
    const entry = await installServer(places.vscode);
    await installExtension(entry, folders, places.vsix);
    const settings = { ...testSettings, ...(asksForTrust ? { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" } : {}) };
    const server = await startServer({ entry, ...folders, settings, asksForTrust, log: path.join(places.out, `${name}-server.log`) });
    return new EditorHost(name, server, await launchBrowser(), folders.extensions);
  }

  async open(example: Example): Promise<Editor> {
    const folder = await copyExample(example, this.#name);
    const workbench = await Workbench.open(this.#browser, { url: this.#server.url, folder, width: 1280, height: 860, scale: 1.5 });
    return { workbench, example, folder, capture: (name) => capture(workbench, `${example}-${name}`), close: () => workbench.close() };
  }

  /** Command lines of the extension's own processes that are alive now: language server, debug adapter, worker. */
  async extensionProcesses(program: string): Promise<readonly string[]> {
    return (await listProcesses()).map(({ command }) => command).filter((line) => line.includes(this.#extensions) && line.includes(program));
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}

async function capture(workbench: Workbench, name: string): Promise<void> {
  const file = path.join(places.out, `${name}.png`);
  await workbench.page.screenshot({ path: file, animations: "disabled", clip: await workbench.workArea() });
  const published = /^onboarding-(?!v3-|failed-)(.+)$/.exec(name)?.[1];
  if (process.env["STEPWISE_UPDATE_IMAGES"] === "1" && published !== undefined && await isShown(published)) await copyFile(file, path.join(places.images, `${published}.png`));
}

/** Whether a page shows the picture. */
async function isShown(name: string): Promise<boolean> {
  const pages = await Promise.all(["README.md", "docs/debugging.md", "docs/writing.md"].map((page) => readFile(path.join(root, page), "utf8")));
  return pages.some((page) => page.includes(`images/${name}.png`));
}

/** Windows in which a story went wrong: the stories after it would only wait for what cannot come. */
const spoiled = new WeakSet<Editor>();

/** A test in a window, going on from where the one before it ended; what the screen showed when it failed is kept. */
export function story(title: string, editor: () => Editor, tell: (editor: Editor) => Promise<void>): [string, () => Promise<void>] {
  return [title, async () => {
    const window = editor();
    if (spoiled.has(window)) throw new Error("an earlier story in this window failed");
    try {
      await tell(window);
    } catch (error) {
      spoiled.add(window);
      // What was seen the first time stays beside it.
      const name = `failed-${process.argv.includes(toldAgain) ? "again-" : ""}${title.replace(/\W+/g, "-").slice(0, 60)}`;
      await window.capture(name);
      await writeFile(path.join(places.out, `${window.example}-${name}.log`), window.workbench.console.join("\n"));
      throw error;
    }
  }];
}

/** One editor with the packed extension installed, for the stories of one file, and its windows. */
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import type { Browser } from "playwright-core";
import { installServer } from "../../../scripts/editor/install-server.ts";
import { type EditorServer, installExtension, startServer } from "../../../scripts/editor/server.ts";
import { testSettings } from "../../../scripts/editor/settings.ts";
import { launchBrowser } from "../browser.ts";
import { CodeView } from "../code-view.ts";
import { DebugView } from "../debug-view.ts";
import { copyExample, type Example } from "../example.ts";
import { places, root } from "../places.ts";
import { listProcesses } from "../../processes.ts";
import { Workbench } from "../workbench.ts";

/** A copy of an example. */
export interface Copy {
  readonly example: Example;
  readonly folder: string;
}

/** A window on a copy of an example. */
export interface Editor extends Copy {
  readonly workbench: Workbench;
  readonly code: CodeView;
  readonly debug: DebugView;
  /** Opens a file with a function and waits until the extension is at work in it: then it offers to debug the function. */
  openFunction(file: string): Promise<void>;
  /** Opens a file, presses F5 on a line of it, and waits until a run stands before its first step. */
  debugFrom(file: string, line: number, firstStep: string): Promise<void>;
  /** Takes a screenshot of the work area, without what the mouse lies over unless `hover` is what is to be seen; that of the SDK v4 example becomes a picture of the README when asked for. */
  capture(name: string, what?: "hover"): Promise<void>;
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

  /** Opens a window on a copy of the example, made ready by `prepare`, with a file of it open. */
  async open(example: Example, { prepare, file }: { readonly prepare?: (copy: Copy) => Promise<void>; readonly file?: string | undefined } = {}): Promise<Editor> {
    const folder = await copyExample(example, this.#name);
    await prepare?.({ example, folder });
    const workbench = await Workbench.open(this.#browser, { url: this.#server.url, folder, file: file === undefined ? undefined : path.join(folder, file), width: 1280, height: 860, scale: 1.5 });
    const [code, debug] = [new CodeView(workbench), new DebugView(workbench)];
    const openFunction = async (file: string): Promise<void> => {
      await workbench.openFile(file);
      await code.lens("Debug").first().waitFor();
    };
    return {
      workbench, code, debug, example, folder, openFunction,
      async debugFrom(file, line, firstStep) {
        await openFunction(file);
        await workbench.goTo(line, 5);
        await debug.start(debug.before(firstStep));
        await debug.tidy();
      },
      capture: (name, what) => capture(workbench, `${example}-${name}`, what),
      close: () => workbench.close(),
    };
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

async function capture(workbench: Workbench, name: string, what?: "hover"): Promise<void> {
  if (what !== "hover") await workbench.leaveHover();
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

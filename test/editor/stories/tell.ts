/** How a file tells its stories: in one editor, in windows of their own, one after another. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import type { Example } from "../example.ts";
import { places, toldAgain } from "../places.ts";
import { type Copy, type Editor, EditorHost } from "./editor.ts";

/** How long processes may take to end. */
const endTimeoutMs = 60_000;

/** The same stories are told on each SDK. */
const examples: Readonly<Record<string, Example>> = { "SDK v4": "onboarding", "SDK v3": "onboarding-v3" };

/** Tells one story in the window, going on from where the one before it ended. */
export type Tell = (title: string, steps: (editor: Editor) => Promise<void>) => void;

/** What a window's stories need: files in the copy of the example before it opens, services; `atEnd` takes what ends them. */
export type Prepare = (copy: Copy, atEnd: (end: () => Promise<void>) => void) => Promise<void>;

export interface Ready {
  readonly prepare?: Prepare;
  /** Path, below the copy's folder, of a file that is open from the start. */
  readonly file?: string;
}

/** What the stories of a file share. */
export interface Stories {
  /** One window on a copy of an example, and what happens in it. */
  window(title: string, example: Example, stories: (tell: Tell) => void, ready?: Ready): void;
  /** The same in a window on each SDK. */
  onEachSdk(title: string, stories: (tell: Tell) => void, ready?: Ready): void;
  /** Fails where a process of the debugger is alive. */
  nothingIsLeft(): Promise<void>;
  /** Command lines of the extension's own processes that are alive now: language server, debug adapter, worker. */
  processes(program: string): Promise<readonly string[]>;
}

/** Starts an editor for the stories of this file and ends it after them; `name` tells its files from those of others. */
export function inEditor(name: string, options: { readonly asksForTrust?: boolean } = {}): Stories {
  let host: EditorHost | undefined;
  const started = (): EditorHost => {
    if (host === undefined) throw new Error("the editor has not started");
    return host;
  };
  before(async () => { host = await EditorHost.start(name, options); });
  after(() => host?.stop());

  const window: Stories["window"] = (title, example, stories, { prepare, file } = {}) => {
    describe(title, () => {
      let editor: Editor | undefined;
      let isSpoiled = false;
      let end = (): Promise<void> => Promise.resolve();
      before(async () => {
        editor = await started().open(example, { file, prepare: (copy) => prepare?.(copy, (given) => { end = given; }) ?? Promise.resolve() });
      });
      after(async () => {
        await editor?.close();
        await end();
      });
      stories((story, steps) => {
        void it(story, async () => {
          // The stories after it would only wait for what cannot come.
          if (editor === undefined || isSpoiled) throw new Error("an earlier story in this window failed");
          isSpoiled = true;
          await tellStory(story, editor, steps);
          isSpoiled = false;
        });
      });
    });
  };
  const processes = (program: string): Promise<readonly string[]> => started().extensionProcesses(program);
  return {
    window,
    processes,
    onEachSdk: (title, stories, ready) => {
      for (const [sdk, example] of Object.entries(examples)) window(`${title} on ${sdk}`, example, stories, ready);
    },
    async nothingIsLeft() {
      const end = performance.now() + endTimeoutMs;
      const list = async (): Promise<readonly string[]> => (await Promise.all(["worker.js", "cli.js dap"].map(processes))).flat();
      // The window says that a session has ended a moment before its process has.
      while ((await list()).length > 0 && performance.now() < end) continue;
      assert.deepEqual(await list(), []);
    },
  };
}

/** What the screen showed when it failed is kept. */
async function tellStory(title: string, editor: Editor, steps: (editor: Editor) => Promise<void>): Promise<void> {
  try {
    await steps(editor);
  } catch (error) {
    // What was seen the first time stays beside it.
    const name = `failed-${process.argv.includes(toldAgain) ? "again-" : ""}${title.replace(/\W+/g, "-").slice(0, 60)}`;
    await editor.capture(name, "hover");
    await writeFile(path.join(places.out, `${editor.example}-${name}.log`), editor.workbench.console.join("\n"));
    throw error;
  }
}

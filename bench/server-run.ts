/** One session of the language server on a workspace, as an editor has it, with the time of each answer. */
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { open, startServer, type ServerUnderTest } from "./language-server.ts";
import { childrenOf, residentMegabytes } from "./processes.ts";
import { inngestFile } from "./workspace.ts";

export interface Measured {
  /** Milliseconds from the start of the process to its answer to `initialize`, to that for one open file, and to the findings of the whole workspace. */
  readonly initialize: number;
  readonly firstFile: number;
  readonly whole: number;
  /** Milliseconds from each key to the diagnostics after it: while the workspace is read, and after that. */
  readonly meanwhile: readonly number[];
  readonly typing: readonly number[];
  /** The same in one of the workspace's own functions. */
  readonly own: readonly number[];
  /** The same in the files that all functions import, that of the client and that of the events: to the answer for the file itself. */
  readonly client: readonly number[];
  readonly events: readonly number[];
  /** Milliseconds from the opening of each of these two, as it is on the disk, to its diagnostics. */
  readonly opened: readonly number[];
  /** Resident after all that, in MB: of the server, and of the types process. */
  readonly memory: number | undefined;
  readonly typesMemory: number | undefined;
  /** The server's once nobody has asked for anything for a while. */
  readonly memoryAtRest: number | undefined;
}

const ownEdits = 60;
/** Milliseconds: what is left over is given back by then. */
const rest = 10_000;
/** Milliseconds from one key to the next: a key that is held down repeats some 30 times a second, and nobody types faster. */
const keyEvery = 33;

interface Options {
  readonly root: string;
  /** Folder of the index; one that holds none is filled. */
  readonly storage: string;
  readonly edits: number;
  /** Whether keys are typed before the whole workspace is answered for; else they are from then on. */
  readonly typesMeanwhile: boolean;
}

export async function measureServer(cli: string, { root, storage, edits, typesMeanwhile }: Options): Promise<Measured> {
  const started = performance.now();
  const since = (): number => performance.now() - started;
  const server = await startServer(cli, root, storage);
  try {
    const initialize = since();
    const file = path.join(root, "src/area-7/feature-7/run.ts");
    await server.connection.sendNotification("initialized", {});
    const typist = new Typist(server, pathToFileURL(file).href, await readFile(file, "utf8"));
    await typist.open();
    const firstFile = since();
    let whole: number | undefined;
    const everything = server.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] }).then(() => { whole = since(); });
    let isRead = false;
    // What is known from before is answered at once; this waits until all is read, and finds nothing.
    const read = server.connection.sendRequest("workspace/symbol", { query: "no function is called so" }).then(() => { isRead = true; });
    if (!typesMeanwhile) await everything;
    const meanwhile: number[] = [];
    while (!isRead && meanwhile.length < 20) meanwhile.push(...await typist.type(2));
    await everything;
    await read;
    if (whole === undefined) throw new Error("the workspace was not answered for");
    const typing = await new Typist(server, pathToFileURL(path.join(root, "src/area-0/typed.ts")).href, inngestFile(1, 100, 90, "../")).typed(edits);
    const own = await typist.type(ownEdits);
    const opened: number[] = [];
    const imported = async (name: string): Promise<number[]> => {
      const shared = path.join(root, "src/events", name);
      const reader = new Typist(server, pathToFileURL(shared).href, await readFile(shared, "utf8"));
      const began = performance.now();
      await reader.open();
      opened.push(performance.now() - began);
      return reader.type(ownEdits);
    };
    const client = await imported("client.ts");
    const events = await imported("events.ts");
    await untilKept(storage);
    const memory = residentMegabytes(server.pid);
    const types = childrenOf(server.pid, "types.js").flatMap((pid) => residentMegabytes(pid) ?? []);
    const typesMemory = types.length === 0 ? undefined : Math.max(...types);
    await setTimeout(rest);
    return { initialize, firstFile, whole, meanwhile, typing, own, client, events, opened, memory, typesMemory, memoryAtRest: residentMegabytes(server.pid) };
  } finally {
    await server.stop();
  }
}

/** Resolves once the server has written its index, which it does when nothing has changed for a while. */
async function untilKept(storage: string): Promise<void> {
  const giveUp = performance.now() + 120_000;
  const isKept = (): boolean => existsSync(storage) && readdirSync(storage).some((name) => name.endsWith(".index"));
  while (!isKept()) {
    if (performance.now() > giveUp) throw new Error(`the server kept no index in ${storage}`);
    await setTimeout(100);
  }
}

/** Types a character at many places of a document; each second edit takes back the one before it, so that the text stays as it was. */
class Typist {
  readonly #server: ServerUnderTest;
  readonly #uri: string;
  readonly #text: string;
  readonly #lines: readonly string[];
  #count = 0;
  #began = 0;

  constructor(server: ServerUnderTest, uri: string, text: string) {
    this.#server = server;
    this.#uri = uri;
    this.#text = text;
    this.#lines = text.split("\n");
  }

  async open(): Promise<void> {
    await open(this.#server, this.#uri, this.#text);
  }

  async typed(edits: number): Promise<number[]> {
    await this.open();
    return this.type(edits);
  }

  /** @returns The milliseconds of each edit, to the diagnostics after it. */
  async type(edits: number): Promise<number[]> {
    const times: number[] = [];
    for (const last = this.#count + edits; this.#count < last; this.#count++) {
      const inserts = this.#count % 2 === 0;
      const line = ((inserts ? this.#count : this.#count - 1) * 37) % this.#lines.length;
      const start = { line, character: this.#lines[line]?.length ?? 0 };
      const range = { start, end: inserts ? start : { line, character: start.character + 1 } };
      await setTimeout(Math.max(0, this.#began + keyEvery - performance.now()));
      const began = this.#began = performance.now();
      await this.#server.connection.sendNotification("textDocument/didChange", { textDocument: { uri: this.#uri, version: this.#count + 2 }, contentChanges: [{ range, text: inserts ? " " : "" }] });
      await this.#server.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri: this.#uri } });
      times.push(performance.now() - began);
    }
    return times;
  }
}

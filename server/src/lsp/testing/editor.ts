/** An editor for wire tests: it starts the server as a process and speaks to it over standard input and output. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import type { Diagnostic, DocumentDiagnosticReport, InitializeResult, MessageConnection, ServerCapabilities } from "vscode-languageserver-protocol/node";

const entry = fileURLToPath(new URL("./start-server.ts", import.meta.url));

/** A folder on disk with the given files, by relative path. */
export function writeFolder(files: Readonly<Record<string, string>>): { readonly root: string; remove(): void } {
  const root = mkdtempSync(path.join(tmpdir(), "stepwise-lsp-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return { root, remove: () => { rmSync(root, { recursive: true, force: true }); } };
}

export interface EditorOptions {
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
  /** False for an editor that waits to be sent diagnostics. */
  readonly pull?: boolean;
  /** An editor that says of itself only this, in place of what ours says; it is not asked for settings. */
  readonly initialize?: (root: string) => object;
}

export interface Editor {
  readonly connection: MessageConnection;
  readonly capabilities: ServerCapabilities;
  /** Of the server. */
  readonly pid: number;
  /** What the server asked to register, by method. */
  readonly registrations: ReadonlyMap<string, unknown>;
  readonly logged: readonly string[];
  uri(name: string): string;
  open(name: string, text: string): Promise<void>;
  /** Replaces text between two offsets of what the document was last told to be. */
  edit(name: string, start: number, end: number, text: string): Promise<void>;
  text(name: string): string;
  diagnostics(name: string): Promise<readonly Diagnostic[]>;
  /** Asks again at each refresh that the server calls for, until the answer is the expected one. */
  settles<T>(ask: () => Promise<T>, expected: T): Promise<void>;
  /** Resolves at the next refresh that the server asks for. */
  refreshed(): Promise<void>;
  setSettings(settings: unknown): Promise<void>;
  /** Shuts the server down; resolves to its exit code. */
  close(): Promise<number | null>;
  /** Ends the server where it is still running, for tests that failed. */
  kill(): void;
}

/** How long a test that waits for an answer waits for the next refresh, before it fails with the answer that there is. */
const patienceMs = 180_000;

/** Runs a session on a folder of its own; the server has to end well and log nothing. */
export async function inEditor(contents: Readonly<Record<string, string>>, run: (editor: Editor, root: string) => Promise<void>, options?: EditorOptions): Promise<void> {
  const { root, remove } = writeFolder(contents);
  const editor = await startEditor(root, options);
  try {
    await run(editor, root);
    assert.equal(await editor.close(), 0);
    assert.deepEqual(editor.logged, []);
  } finally {
    editor.kill();
    remove();
  }
}

/** Starts a server on a folder; it is told `initialized` and has registered what it wants. */
export async function startEditor(root: string, options: EditorOptions = {}): Promise<Editor> {
  const server = spawn(process.execPath, [entry, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = new Promise<number | null>((resolve) => { server.once("exit", resolve); });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const registrations = new Map<string, unknown>();
  const logged: string[] = [];
  const documents = new Map<string, { text: string; version: number }>();
  let { settings } = options;
  let refreshes: (() => void)[] = [];
  let configured: () => void = () => { /* Set below. */ };
  const configuration = new Promise<void>((resolve) => { configured = resolve; });

  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => {
    configured();
    // A test's workspace is a part of a program: who else sends and listens is in the rest of it.
    return items.map(() => ({ externalEvents: ["*"], ...settings as object | undefined }));
  });
  connection.onRequest("client/registerCapability", ({ registrations: all }: { registrations: { method: string; registerOptions: unknown }[] }) => {
    for (const { method, registerOptions } of all) registrations.set(method, registerOptions);
    return null;
  });
  connection.onRequest("workspace/diagnostic/refresh", () => {
    for (const resolve of refreshes.splice(0)) resolve();
    return null;
  });
  connection.onRequest("workspace/codeLens/refresh", () => null);
  connection.onNotification("window/logMessage", ({ message }: { message: string }) => { logged.push(message); });
  // A server that dies rejects what is still asked of it.
  void exited.then(() => { connection.dispose(); });
  connection.listen();

  const folder = pathToFileURL(root).href;
  const { capabilities } = await connection.sendRequest<InitializeResult>("initialize", options.initialize?.(root) ?? {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: "test" }],
    initializationOptions: options.initializationOptions,
    capabilities: {
      textDocument: { ...(options.pull === false ? {} : { diagnostic: {} }), hover: {}, codeLens: {} },
      workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} }, configuration: true, didChangeConfiguration: { dynamicRegistration: true }, diagnostics: { refreshSupport: true }, codeLens: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
    },
  });
  await connection.sendNotification("initialized", {});
  if (!options.initialize) await configuration;

  const uri = (name: string): string => pathToFileURL(path.join(root, name)).href;
  const documentOf = (name: string): { text: string; version: number } => {
    const document = documents.get(name);
    if (!document) throw new Error(`${name} is not open`);
    return document;
  };
  const refreshed = (): Promise<void> => new Promise((resolve) => { refreshes = [...refreshes, resolve]; });
  return {
    connection, capabilities, pid: server.pid ?? 0, registrations, logged, uri, refreshed,
    async settles(ask, expected) {
      for (;;) {
        const next = refreshed();
        const answer = await ask();
        if (isDeepStrictEqual(answer, expected)) return;
        const given = new AbortController();
        const isRefreshed = await Promise.race([next.then(() => true), setTimeout(patienceMs, false, { signal: given.signal }).catch(() => false)]);
        given.abort();
        if (!isRefreshed) assert.deepEqual(answer, expected);
      }
    },
    async open(name, text) {
      documents.set(name, { text, version: 1 });
      await connection.sendNotification("textDocument/didOpen", { textDocument: { uri: uri(name), languageId: "typescript", version: 1, text } });
    },
    async edit(name, start, end, text) {
      const document = documentOf(name);
      const range = { start: positionAt(document.text, start), end: positionAt(document.text, end) };
      document.text = document.text.slice(0, start) + text + document.text.slice(end);
      document.version += 1;
      await connection.sendNotification("textDocument/didChange", { textDocument: { uri: uri(name), version: document.version }, contentChanges: [{ range, text }] });
    },
    text: (name) => documentOf(name).text,
    async diagnostics(name) {
      const report = await connection.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri: uri(name) } });
      return report.kind === "full" ? report.items : [];
    },
    async setSettings(next) {
      settings = next;
      await connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    },
    kill: () => { server.kill("SIGKILL"); },
    async close() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      return exited;
    },
  };
}

/** Counts lines on its own, so that it does not share a mistake with the server. */
export function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

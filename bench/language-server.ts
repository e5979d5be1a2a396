/** The language server as an editor drives it: over stdio, from the built command line. */
import { spawn, type ChildProcess } from "node:child_process";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from "vscode-jsonrpc/node";

export interface ServerUnderTest {
  readonly connection: MessageConnection;
  readonly pid: number;
  /** Resolves when the server next asks for its diagnostics to be asked for. */
  refreshed(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts `stepwise lsp --stdio` on a folder; resolves once it has answered `initialize`.
 * @param storageFolder Where it may keep its index.
 */
export async function startServer(cli: string, root: string, storageFolder?: string): Promise<ServerUnderTest> {
  const server: ChildProcess = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  if (server.stdout === null || server.stdin === null || server.pid === undefined) throw new Error("the language server did not start");
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  // An editor answers what the server asks; here every answer is "nothing set".
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) => items.map(() => null));
  connection.onRequest("client/registerCapability", () => null);
  let waiting: (() => void)[] = [];
  connection.onRequest("workspace/diagnostic/refresh", () => {
    for (const resolve of waiting.splice(0)) resolve();
    return null;
  });
  connection.onRequest("workspace/codeLens/refresh", () => null);
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.listen();
  const uri = pathToFileURL(root).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: "bench" }],
    initializationOptions: { storageFolder },
    capabilities: { textDocument: { diagnostic: {}, hover: {}, codeLens: {} }, workspace: { configuration: true, diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  const exited = new Promise<void>((resolve) => server.once("exit", () => { resolve(); }));
  return {
    connection,
    pid: server.pid,
    refreshed: () => new Promise((resolve) => { waiting = [...waiting, resolve]; }),
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await exited;
      connection.dispose();
    },
  };
}

/** Opens a document and resolves to its diagnostics. */
export async function open(server: ServerUnderTest, uri: string, text: string): Promise<unknown> {
  await server.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
  return server.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
}

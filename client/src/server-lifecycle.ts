import { languages, LanguageStatusSeverity, window, type Disposable, type LogOutputChannel, type Uri } from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { functionsRequest, type FunctionsParams, type FunctionsResult } from "../../shared/protocol/functions.ts";
import { languages as sources } from "./inngest-import.ts";

/** The language server of this window: nothing before it is needed, one process after that. */
export interface ServerLifecycle {
  /** Starts the server once; later calls wait for the same start. A server that cannot start is reported here, once. */
  start(): Promise<void>;
  /** Stops the process and starts a new one; starts it where it was not running. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** The functions that a file creates, starting the server if need be; undefined where it cannot tell. */
  findFunctions(uri: Uri): Promise<FunctionsResult | undefined>;
}

export function createServerLifecycle(createClient: () => LanguageClient, output: LogOutputChannel): ServerLifecycle {
  let client: LanguageClient | undefined;
  let starting: Promise<void> | undefined;
  let status: Disposable | undefined;

  const run = async (created: LanguageClient): Promise<void> => {
    try {
      await created.start();
    } catch (error) {
      output.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage("The Inngest language server did not start; the Inngest output says why.");
    }
  };
  const start = (): Promise<void> => {
    if (starting !== undefined) return starting;
    client = createClient();
    status = showStatus(client);
    return starting = run(client);
  };
  const stop = async (): Promise<void> => {
    status?.dispose();
    // A client that is still starting cannot be stopped.
    await starting;
    const running = client;
    client = starting = status = undefined;
    await running?.dispose();
  };
  return {
    start,
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    findFunctions: async (uri) => {
      await start();
      if (client?.state !== State.Running) return undefined;
      const params: FunctionsParams = { uri: uri.toString() };
      return client.sendRequest<FunctionsResult>(functionsRequest, params);
    },
  };
}

/** The state of the server, in the language status of the editor's bottom bar. */
function showStatus(client: LanguageClient): Disposable {
  const item = languages.createLanguageStatusItem("inngest.server", sources.map((language) => ({ language })));
  item.name = "Inngest";
  item.command = { command: "inngest.showOutput", title: "Show Output" };
  const show = (state: State): void => {
    item.busy = state === State.Starting;
    item.severity = state === State.Running || state === State.Starting ? LanguageStatusSeverity.Information : LanguageStatusSeverity.Error;
    item.text = state === State.Running ? "Inngest: ready" : state === State.Starting ? "Inngest: starting" : "Inngest: not running";
  };
  show(State.Starting);
  const listener = client.onDidChangeState(({ newState }) => { show(newState); });
  return { dispose: () => { listener.dispose(); item.dispose(); } };
}

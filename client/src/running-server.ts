/** The running language server, as the rest of the extension asks it. */
import { languages, LanguageStatusSeverity, type CallHierarchyProvider, type Disposable, type ExtensionContext, type LogOutputChannel, type Uri } from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { eventSchemaRequest, type JsonSchema } from "../../shared/protocol/event-schema.ts";
import { eventTreeChanged, eventTreeRequest, type EventTree } from "../../shared/protocol/event-tree.ts";
import { functionTreeChanged, functionTreeRequest, type FunctionTree } from "../../shared/protocol/function-tree.ts";
import { functionsRequest, type FunctionsParams, type FunctionsResult } from "../../shared/protocol/functions.ts";
import { createCallHierarchyProvider } from "./call-hierarchy.ts";
import { languages as sources } from "./inngest-import.ts";
import { createLanguageClient } from "./language-client.ts";

export interface LanguageServer {
  /** The functions that a file creates. */
  findFunctions(uri: Uri): Promise<FunctionsResult>;
  /** Every function of the workspace. */
  findFunctionTree(): Promise<FunctionTree>;
  /** Every event of the workspace. */
  findEventTree(): Promise<EventTree>;
  /** A JSON schema of every event of the workspace. */
  findEventSchema(): Promise<JsonSchema>;
  /** Functions and events as a call hierarchy. */
  readonly callHierarchy: CallHierarchyProvider;
  stop(): Promise<void>;
}

/** Starts it; rejects where it cannot start. `changed` is told when a tree has a new answer. */
export async function startRunning(context: ExtensionContext, output: LogOutputChannel, changed: (tree: "functions" | "events") => void): Promise<LanguageServer> {
  const client = createLanguageClient(context, output);
  const status = showStatus(client);
  client.onNotification(functionTreeChanged, () => { changed("functions"); });
  client.onNotification(eventTreeChanged, () => { changed("events"); });
  try {
    await client.start();
  } catch (error) {
    status.dispose();
    throw error;
  }
  return {
    findFunctions: (uri) => {
      const params: FunctionsParams = { uri: uri.toString() };
      return client.sendRequest<FunctionsResult>(functionsRequest, params);
    },
    findFunctionTree: () => client.sendRequest<FunctionTree>(functionTreeRequest),
    findEventTree: () => client.sendRequest<EventTree>(eventTreeRequest),
    findEventSchema: () => client.sendRequest<JsonSchema>(eventSchemaRequest),
    callHierarchy: createCallHierarchyProvider(client),
    stop: async () => {
      status.dispose();
      await client.dispose();
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

import { EventEmitter, window, type CallHierarchyProvider, type Event, type ExtensionContext, type LogOutputChannel, type Uri } from "vscode";
import type { JsonSchema } from "../../shared/protocol/event-schema.ts";
import type { EventTree } from "../../shared/protocol/event-tree.ts";
import type { FunctionTree } from "../../shared/protocol/function-tree.ts";
import type { FunctionsResult } from "../../shared/protocol/functions.ts";
import type { LanguageServer } from "./running-server.ts";

/** The language server of this window: nothing before it is needed, one process after that. */
export interface ServerLifecycle {
  /** Starts the server once; later calls wait for the same start. A server that cannot start is reported here. */
  start(): Promise<LanguageServer | undefined>;
  /** Stops the process and starts a new one; starts it where it was not running. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** The functions that a file creates, starting the server if need be; undefined where it does not run. */
  findFunctions(uri: Uri): Promise<FunctionsResult | undefined>;
  /** Every function of the workspace; the same terms. */
  findFunctionTree(): Promise<FunctionTree | undefined>;
  /** Every event of the workspace; the same terms. */
  findEventTree(): Promise<EventTree | undefined>;
  /** A JSON schema of the workspace's events; the same terms. */
  findEventSchema(): Promise<JsonSchema | undefined>;
  /** Functions and events as a call hierarchy; the same terms. */
  findCallHierarchy(): Promise<CallHierarchyProvider | undefined>;
  readonly onFunctionTreeChanged: Event<void>;
  readonly onEventTreeChanged: Event<void>;
}

export function createServerLifecycle(context: ExtensionContext, output: LogOutputChannel): ServerLifecycle {
  let server: Promise<LanguageServer | undefined> | undefined;
  const changed = { functions: new EventEmitter<void>(), events: new EventEmitter<void>() };

  const load = async (): Promise<LanguageServer | undefined> => {
    try {
      const { startLanguageServer } = await import("./language-server.ts");
      return await startLanguageServer(context, output, (tree) => { changed[tree].fire(); });
    } catch (error) {
      output.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage("The Inngest language server did not start; the Inngest output says why.");
      return undefined;
    }
  };
  const start = (): Promise<LanguageServer | undefined> => server ??= load();
  const stop = async (): Promise<void> => {
    const running = server;
    server = undefined;
    await (await running)?.stop();
  };
  return {
    start,
    stop,
    restart: async () => {
      await stop();
      await start();
      changed.functions.fire();
      changed.events.fire();
    },
    findFunctionTree: async () => (await start())?.findFunctionTree(),
    findCallHierarchy: async () => (await start())?.callHierarchy,
    findEventTree: async () => (await start())?.findEventTree(),
    findEventSchema: async () => (await start())?.findEventSchema(),
    onFunctionTreeChanged: changed.functions.event,
    onEventTreeChanged: changed.events.event,
    findFunctions: async (uri) => (await start())?.findFunctions(uri),
  };
}

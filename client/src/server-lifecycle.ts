import { languages, LanguageStatusSeverity, type Disposable, type LanguageStatusItem } from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { languages as sources } from "./inngest-import.ts";

/** The language server of this window: nothing before `start`, one process after it. */
export interface ServerLifecycle {
  start(): Promise<void>;
  /** Stops the process and starts a new one; starts it where it was not running. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const descriptions: Readonly<Record<State, { readonly text: string; readonly busy: boolean; readonly severity: LanguageStatusSeverity }>> = {
  [State.Stopped]: { text: "Inngest: stopped", busy: false, severity: LanguageStatusSeverity.Warning },
  [State.Starting]: { text: "Inngest: starting", busy: true, severity: LanguageStatusSeverity.Information },
  [State.Running]: { text: "Inngest: ready", busy: false, severity: LanguageStatusSeverity.Information },
  [State.StartFailed]: { text: "Inngest: did not start", busy: false, severity: LanguageStatusSeverity.Error },
};

export function createServerLifecycle(createClient: () => LanguageClient): ServerLifecycle {
  let client: LanguageClient | undefined;
  let status: Disposable | undefined;

  const start = async (): Promise<void> => {
    if (client !== undefined) return;
    client = createClient();
    status = showStatus(client);
    await client.start();
  };
  return {
    start,
    restart: async () => {
      if (client === undefined) await start();
      else if (client.state === State.Running) await client.restart();
      else await client.start();
    },
    stop: async () => {
      status?.dispose();
      const running = client;
      client = undefined;
      await running?.dispose();
    },
  };
}

/** The state of the server, in the language status of the editor's bottom bar. */
function showStatus(client: LanguageClient): Disposable {
  const item: LanguageStatusItem = languages.createLanguageStatusItem("inngest.server", sources.map((language) => ({ language })));
  item.name = "Inngest";
  item.command = { command: "inngest.showOutput", title: "Show Output" };
  const show = (state: State): void => {
    const { text, busy, severity } = descriptions[state];
    Object.assign(item, { text, busy, severity });
  };
  show(client.state);
  const listener = client.onDidChangeState(({ newState }) => { show(newState); });
  return { dispose: () => { listener.dispose(); item.dispose(); } };
}

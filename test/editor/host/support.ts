/** Waiting for what the editor does, inside its extension host. */
import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";

/** Opens a file of the workspace by its path below the folder. */
export async function open(file: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "a folder is open");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Our own diagnostics of a file, once `isReached` accepts them. */
export function findings(document: vscode.TextDocument, isReached: (found: readonly vscode.Diagnostic[]) => boolean): Promise<readonly vscode.Diagnostic[]> {
  const read = (): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "inngest");
  return new Promise((resolve) => {
    const check = (): void => {
      const found = read();
      if (!isReached(found)) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(check);
    check();
  });
}

/** Asks again until the answer is the wanted one; editors do not say when a provider has another. */
export async function eventually<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

/** The quick fix of that title at a place. The editor gives up asking for them when anything changes meanwhile: then it is asked again. */
export async function quickFix(uri: vscode.Uri, range: vscode.Range, isMeant: (title: string) => boolean): Promise<vscode.CodeAction> {
  const ask = async (): Promise<vscode.CodeAction | undefined> => {
    try {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range, vscode.CodeActionKind.QuickFix.value, 50);
      return actions.find(({ title }) => isMeant(title));
    } catch (error) {
      if (error instanceof Error && error.name === "Canceled") return undefined;
      throw error;
    }
  };
  return await eventually(ask, (found) => found?.edit !== undefined) as vscode.CodeAction;
}

/** Rule of a diagnostic. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** Where a run stands. */
export interface Stop {
  readonly threadId: number;
  readonly frames: readonly DebugProtocol.StackFrame[];
}

/** A debug session, followed through what its adapter says. */
export class Session {
  readonly #session: vscode.DebugSession;
  readonly #messages: DebugProtocol.Event[];
  readonly #heard: vscode.EventEmitter<void>;
  /** Messages before this one have been waited for. */
  #read = 0;

  private constructor(session: vscode.DebugSession, messages: DebugProtocol.Event[], heard: vscode.EventEmitter<void>) {
    this.#session = session;
    this.#messages = messages;
    this.#heard = heard;
  }

  static async start(configuration: vscode.DebugConfiguration): Promise<Session> {
    const messages: DebugProtocol.Event[] = [];
    const heard = new vscode.EventEmitter<void>();
    let session: vscode.DebugSession | undefined;
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory("inngest", {
      createDebugAdapterTracker(tracked) {
        session = tracked;
        return { onDidSendMessage(message: DebugProtocol.ProtocolMessage): void { if (message.type === "event") { messages.push(message as DebugProtocol.Event); heard.fire(); } } };
      },
    });
    const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration);
    tracker.dispose();
    assert.ok(started && session, "the session has started");
    return new Session(session, messages, heard);
  }

  /** The next event of a kind, from where the last wait ended. */
  async #next<T extends DebugProtocol.Event>(kind: T["event"]): Promise<T> {
    for (;;) {
      const at = this.#messages.findIndex((message, index) => index >= this.#read && message.event === kind);
      if (at !== -1) {
        this.#read = at + 1;
        return this.#messages[at] as T;
      }
      await new Promise<void>((resolve) => { const subscription = this.#heard.event(() => { subscription.dispose(); resolve(); }); });
    }
  }

  async stopped(): Promise<Stop> {
    const { body } = await this.#next<DebugProtocol.StoppedEvent>("stopped");
    const threadId = body.threadId ?? 0;
    const { stackFrames } = await this.#session.customRequest("stackTrace", { threadId }) as DebugProtocol.StackTraceResponse["body"];
    return { threadId, frames: stackFrames };
  }

  async ended(): Promise<void> {
    await this.#next<DebugProtocol.TerminatedEvent>("terminated");
  }

  async move(motion: "next" | "stepBack" | "continue", { threadId }: Stop): Promise<void> {
    await this.#session.customRequest(motion, { threadId });
  }

  /** Rows of one scope of the top frame. */
  async rows(scope: string, { frames }: Stop): Promise<readonly DebugProtocol.Variable[]> {
    const { scopes } = await this.#session.customRequest("scopes", { frameId: frames[0]?.id }) as DebugProtocol.ScopesResponse["body"];
    const found = scopes.find(({ name }) => name === scope);
    assert.ok(found, `there is a scope ${scope}`);
    if (found.variablesReference === 0) return [];
    const { variables } = await this.#session.customRequest("variables", { variablesReference: found.variablesReference }) as DebugProtocol.VariablesResponse["body"];
    return variables;
  }

  /** Everything the Debug Console was told. */
  output(): string {
    return this.#messages.filter((message): message is DebugProtocol.OutputEvent => message.event === "output").map(({ body }) => body.output).join("");
  }
}

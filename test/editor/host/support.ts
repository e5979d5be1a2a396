/** Waiting for what the editor does, inside its extension host. */
import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";

/** When what has not come will not come, in milliseconds: before the runner's own limit, so that the failure says what there was. */
const patienceMs = 120_000;

/** Opens a file of the workspace by its path below the folder, in a tab of its own: what no tab shows the editor may let go of. */
export async function open(file: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "a folder is open");
  const { document } = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, file), { preview: false });
  return document;
}

/** Looks again until nothing is thrown: an editor does not say when a provider has another answer, and gives up asking when anything changes meanwhile. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

/** Our own diagnostics of a file, as they are. */
export function findingsOf({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "inngest");
}

/** The same, once `isReached` accepts them. */
export function findings(document: vscode.TextDocument, isReached: (found: readonly vscode.Diagnostic[]) => boolean): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const found = findingsOf(document);
      if (!isReached(found)) return;
      end();
      resolve(found);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`the findings stayed ${JSON.stringify(findingsOf(document).map(({ message }) => message))}`));
    }, patienceMs);
    const subscription = vscode.languages.onDidChangeDiagnostics(check);
    const end = (): void => {
      clearTimeout(timer);
      subscription.dispose();
    };
    check();
  });
}

/** What stands behind the light bulb at a place. */
export async function codeActions(uri: vscode.Uri, range: vscode.Range, kind: vscode.CodeActionKind): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range, kind.value, 50);
}

/** The edit of the quick fix of that title at a place. */
export function quickFix(uri: vscode.Uri, range: vscode.Range, isMeant: (title: string) => boolean): Promise<vscode.WorkspaceEdit> {
  return eventually(async () => {
    const actions = await codeActions(uri, range, vscode.CodeActionKind.QuickFix);
    const edit = actions.find(({ title }) => isMeant(title))?.edit;
    assert.ok(edit, `offered were ${JSON.stringify(actions.map(({ title }) => title))}`);
    return edit;
  });
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

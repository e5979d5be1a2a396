/** The language server of one editor: which requests there are and who answers them. */
import { pathToFileURL } from "node:url";
import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Connection, DidChangeWatchedFilesParams, DocumentDiagnosticReport, InitializeParams } from "vscode-languageserver";
import { eventSchemaRequest, type JsonSchema } from "../../../shared/protocol/event-schema.ts";
import { eventTreeRequest } from "../../../shared/protocol/event-tree.ts";
import type { EventTree } from "../../../shared/protocol/event-tree.ts";
import { functionTreeRequest } from "../../../shared/protocol/function-tree.ts";
import type { FunctionTree } from "../../../shared/protocol/function-tree.ts";
import { functionsRequest } from "../../../shared/protocol/functions.ts";
import type { FunctionsParams, FunctionsResult } from "../../../shared/protocol/functions.ts";
import { readSettings, settingsSection } from "../../../shared/protocol/settings.ts";
import { toEventSchema } from "../features/event-schema.ts";
import { summarizeFunctions } from "../features/functions.ts";
import { hover } from "../features/hover/hover.ts";
import type { Workspace } from "../host/workspace.ts";
import type { Rule } from "../rules/rule.ts";
import { inlayHints, lenses } from "./annotations.ts";
import { onCallHierarchy } from "./call-hierarchy.ts";
import { CatchUp } from "./catch-up.ts";
import { codeActions } from "./code-actions.ts";
import { completions } from "./completion.ts";
import { ConfigurationProblems } from "./configuration-problems.ts";
import { Documents } from "./documents.ts";
import type { EarlyScan } from "./early-scan.ts";
import { eventsOf } from "./folder-settings.ts";
import { foldersOf, readAbilities } from "./initialize.ts";
import { onNavigation } from "./navigation.ts";
import { PushDiagnostics } from "./push-diagnostics.ts";
import { recordingExtension, RecordedRuns } from "./recorded-runs.ts";
import { guarded, Session } from "./session.ts";
import { onSymbols } from "./symbols.ts";
import { toRange } from "./to-lsp.ts";
import { IndexStore } from "./index-store.ts";
import { createTypes } from "./types.ts";
import type { Types } from "./types.ts";
import { createTreeViews } from "./tree-views.ts";
import { createTypingPause } from "./typing-pause.ts";
import type { TypingPause } from "./typing-pause.ts";
import type { TreeViews } from "./tree-views.ts";
import type { Turns } from "./turns.ts";
import { toLineLink, toPath } from "./uris.ts";
import { applyWatched, toWatched, watchers } from "./watching.ts";
import { WorkspaceDiagnostics } from "./workspace-diagnostics.ts";
import { createWhenRead } from "./when-read.ts";
import type { WhenRead } from "./when-read.ts";
import { WorkspaceReader } from "./workspace-reader.ts";
import type { ScanFolders } from "./workspace-reader.ts";

export interface ServerParts {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly rules: readonly Rule[];
  /** Version of the program. */
  readonly version: string;
  /** What the editor said of itself. */
  readonly params: InitializeParams;
  readonly turns: Turns;
  readonly scan: ScanFolders;
  /** The first scan, where it has begun. */
  readonly early?: EarlyScan;
  /** Called after each edit. */
  readonly onEdited?: () => void;
}

interface Running {
  readonly session: Session;
  readonly reader: WorkspaceReader;
  readonly catchUp: CatchUp;
  readonly problems: WorkspaceDiagnostics;
  readonly push: PushDiagnostics | undefined;
  readonly tree: TreeViews;
  readonly configuration: ConfigurationProblems;
  readonly types: Types;
  readonly pause: TypingPause;
  readonly store: IndexStore | undefined;
  readonly recorded: RecordedRuns;
}

/** Answers the editor from what follows its `initialize` until it hangs up. */
export function serve(parts: ServerParts): void {
  const { connection } = parts;
  let begin = (): void => { /* Set below. */ };
  const begun = new Promise<void>((resolve) => { begin = resolve; });
  let running: Running | undefined = start(parts, begun);
  const session = (): Session | undefined => running?.session;
  /** A tree of what is read so far would say that there is nothing. */
  const read = async (): Promise<void> => {
    await begun;
    await settled(running);
  };

  connection.onInitialized(async () => {
    if (!running) return;
    if (running.session.abilities.folders) onFolders(running.session, () => running);
    await register(running.session);
    await readConfiguration(running.session);
    running.problems.invalidate();
    refresh(running);
    running.reader.readIfNeeded();
    begin();
  });
  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (!running) return;
    await readConfiguration(running.session, settings as Readonly<Record<string, unknown>> | undefined);
    running.types.lookAgain();
    running.problems.invalidate();
    refresh(running);
    running.configuration.update();
    running.store?.saveSoon();
  });

  onDocuments(connection, () => running, parts.onEdited);
  const filesChanged = guarded(session, "file watching", undefined, (current: Session, params: DidChangeWatchedFilesParams) => {
    if (!running) return;
    running.types.filesChanged(params);
    running.recorded.filesChanged(params);
    running.store?.saveSoon();
    if (!applyWatched(current.workspace, params)) return;
    changed(running);
    running.configuration.update();
  });
  connection.onDidChangeWatchedFiles(filesChanged);
  connection.workspace.onDidRenameFiles((params) => filesChanged(toWatched(params)));
  onQuestions(connection, session, () => running, createWhenRead(session, () => settled(running)));
  onTrees(connection, session, () => running, read);
  connection.onShutdown(() => {
    running?.tree.dispose();
    running?.types.stop();
    running?.pause.stop();
    running?.store?.dispose();
    running = undefined;
  });
}

/** @param configured Resolves when the settings are known. */
function start({ connection, workspace, rules, version, params, turns, scan, early }: ServerParts, configured: Promise<void>): Running {
  const abilities = readAbilities(params);
  // An editor that asks, and cannot be told to ask again, would never learn of what is kept back.
  const documents = new Documents(workspace, { waitsForPause: !abilities.pullDiagnostics || abilities.diagnosticRefresh });
  const session = new Session({ connection, workspace, documents, rules, abilities, turns });
  for (const folder of foldersOf(params)) workspace.addRoot(folder);
  const { storageFolder } = session.abilities;
  const store = storageFolder === undefined ? undefined : new IndexStore(session, storageFolder, version);
  const reader = new WorkspaceReader(session, foldersOf(params), { store, scan, early, configured }, {
    onEarlier: () => { problems.invalidate(); },
    onRead: () => {
      problems.invalidate();
      types.lookAgain();
      refresh({ session, push, tree });
      configuration.update();
      recorded.read();
    },
  });
  const catchUp = new CatchUp(session, () => {
    problems.changed();
    refresh({ session, push, tree });
  });
  const problems = new WorkspaceDiagnostics(session, async () => {
    await reader.compared();
    if (!session.earlier()) await settled({ reader, catchUp });
  });
  const push = session.abilities.pullDiagnostics ? undefined : new PushDiagnostics(session);
  const tree = createTreeViews(session);
  const configuration = new ConfigurationProblems(session);
  const types = createTypes(session, () => {
    catchUp.changed();
    problems.changed();
    refresh({ session, push, tree });
  });
  const recorded = new RecordedRuns(session, session.abilities.recordingsFolder, () => {
    problems.invalidate();
    refresh({ session, push, tree });
  });
  const pause = createTypingPause(() => {
    if (!documents.settle()) return;
    problems.changed();
    refreshDiagnostics({ session, push });
  });
  return { session, reader, catchUp, problems, push, tree, configuration, types, pause, store, recorded };
}

function onDocuments(connection: Connection, running: () => Running | undefined, onEdited?: () => void): void {
  const session = (): Session | undefined => running()?.session;
  let seen = 0;
  const after = (path: string | undefined): void => {
    const current = running();
    if (!current || path === undefined) return;
    current.reader.readIfNeeded(path);
    if (path.endsWith("/package.json")) {
      const { structure } = current.session.workspace;
      if (structure !== seen) configurationTyped(current);
      seen = structure;
      return;
    }
    current.types.textChanged(path);
    current.store?.putOff();
    if (current.session.documents.isTyped(path)) current.pause.typed();
    changed(current);
  };
  connection.onDidOpenTextDocument(guarded(session, "open", undefined, ({ documents }, { textDocument: { uri, version, text } }) => {
    after(documents.open(uri, version, text));
  }));
  connection.onDidChangeTextDocument(guarded(session, "change", undefined, ({ documents }, { textDocument: { uri, version }, contentChanges }) => {
    after(documents.change(uri, version, contentChanges));
    onEdited?.();
  }));
  connection.onDidCloseTextDocument(guarded(session, "close", undefined, ({ documents }, { textDocument: { uri } }) => {
    after(documents.close(uri));
  }));
}

/** Of an open package.json only the `inngest` field counts before it is saved. */
function configurationTyped(running: Running): void {
  running.configuration.update();
  running.problems.invalidate();
  refresh(running);
}

function onFolders({ connection }: Session, running: () => Running | undefined): void {
  connection.workspace.onDidChangeWorkspaceFolders(guarded(() => running()?.session, "folders", undefined, (_session, { added, removed }) => {
    const current = running();
    if (!current) return;
    current.reader.changeFolders(added.map(({ uri }) => toPath(uri)), removed.map(({ uri }) => toPath(uri)));
    changed(current);
    void readConfiguration(current.session).then(() => { current.problems.invalidate(); });
  }));
}

function onQuestions(connection: Connection, session: () => Session | undefined, running: () => Running | undefined, whenRead: WhenRead): void {
  const empty: DocumentDiagnosticReport = { kind: "full", items: [] };
  connection.languages.diagnostics.on(guarded(session, "diagnostics", empty, (current, { textDocument, previousResultId }): DocumentDiagnosticReport => {
    const { resultId, items } = current.report(toPath(textDocument.uri));
    return resultId === previousResultId ? { kind: "unchanged", resultId } : { kind: "full", resultId, items };
  }));
  connection.languages.diagnostics.onWorkspace((params, token) => {
    const current = running();
    if (!current) throw new ResponseError(ErrorCodes.ServerNotInitialized, "the server is not running");
    return current.problems.answer(params, token).catch((error: unknown) => {
      if (error instanceof ResponseError) throw error;
      current.session.log(`workspace diagnostics failed: ${String(error)}`);
      throw new ResponseError(LSPErrorCodes.RequestFailed, "workspace diagnostics failed; the log says why");
    });
  });
  connection.onCodeAction(guarded(session, "code actions", [], codeActions));
  connection.onHover(guarded(session, "hover", null, ({ workspace, documents }, { textDocument, position }) => {
    const path = toPath(textDocument.uri);
    const lines = documents.lines(path);
    const found = hover(workspace.snapshot(), path, lines.offsetAt(position), { toLink: toLineLink, now: Date.now() });
    return found ? { contents: { kind: "markdown" as const, value: found.markdown }, range: toRange(lines, found.span) } : null;
  }));
  connection.onCompletion(guarded(session, "completion", null, completions));
  onNavigation(connection, session, whenRead);
  onSymbols(connection, session, whenRead);
  onCallHierarchy(connection, session);
  connection.languages.inlayHint.on(guarded(session, "inlay hints", [], inlayHints));
  connection.onCodeLens(guarded(session, "code lens", [], lenses));
  connection.onRequest(functionsRequest, guarded(session, "functions", [] as FunctionsResult, ({ workspace }, { uri }: FunctionsParams) => summarizeFunctions(workspace.snapshot(), toPath(uri))));
  connection.onRequest(eventSchemaRequest, guarded(session, "event schema", {} as JsonSchema, ({ workspace }) => toEventSchema(workspace.snapshot())));
}

function onTrees(connection: Connection, session: () => Session | undefined, running: () => Running | undefined, read: () => Promise<void>): void {
  const functions = guarded(session, "function tree", [] as FunctionTree, () => running()?.tree.functions.answer() ?? []);
  const events = guarded(session, "event tree", [] as EventTree, () => running()?.tree.events.answer() ?? []);
  connection.onRequest(functionTreeRequest, () => read().then(functions));
  connection.onRequest(eventTreeRequest, () => read().then(events));
}

/** Resolves when snapshots tell of the whole workspace as it is. */
async function settled(running: Pick<Running, "reader" | "catchUp"> | undefined): Promise<void> {
  await running?.reader.settled();
  await running?.catchUp.settled();
}

/** The text has changed somewhere. */
function changed({ catchUp, problems, push, tree }: Running): void {
  catchUp.changed();
  problems.changed();
  tree.changed();
  if (push) void push.update();
}

function ignore(): void { /* An editor that refuses asks again at the next edit. */ }

function refreshDiagnostics({ session: { connection, abilities }, push }: Pick<Running, "session" | "push">): void {
  if (push) void push.update();
  if (abilities.diagnosticRefresh) void connection.languages.diagnostics.refresh().catch(ignore);
}

/** Asks the editor to ask again: what it has may be out of date without any edit. */
function refresh({ session, push, tree }: Pick<Running, "session" | "push" | "tree">): void {
  tree.changed();
  const { connection, abilities } = session;
  refreshDiagnostics({ session, push });
  if (abilities.lensRefresh) void connection.sendRequest("workspace/codeLens/refresh").catch(ignore);
  if (abilities.hintRefresh) void connection.languages.inlayHint.refresh().catch(ignore);
}

async function register({ connection, abilities }: Session): Promise<void> {
  const { recordingsFolder } = abilities;
  const outside = recordingsFolder === undefined ? [] : [{ globPattern: { baseUri: pathToFileURL(recordingsFolder).href, pattern: `*${recordingExtension}` } }];
  if (abilities.watching) await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...watchers, ...outside] });
  if (abilities.configurationRegistration) await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
}

/** Asks for the settings of each folder; an editor that cannot be asked sends them with its notification. */
async function readConfiguration(session: Session, sent?: Readonly<Record<string, unknown>>): Promise<void> {
  const { connection, abilities, workspace, settings } = session;
  if (!abilities.configuration) {
    if (sent) settings.set("", readSettings(sent[settingsSection]));
    workspace.setEvents(eventsOf(settings, workspace.roots()));
    session.settingsChanged();
    return;
  }
  const folders = workspace.roots();
  const items = ["", ...folders].map((folder) => ({ section: settingsSection, ...(folder === "" ? {} : { scopeUri: session.documents.uri(folder) }) }));
  const values = await connection.workspace.getConfiguration(items) as readonly unknown[];
  settings.clear();
  ["", ...folders].forEach((folder, index) => { settings.set(folder, readSettings(values[index])); });
  workspace.setEvents(eventsOf(settings, folders));
  session.settingsChanged();
}

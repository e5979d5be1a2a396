/** The semantic tier of a session: what it is asked about, and where its answers go. */
import { FileChangeType } from "vscode-languageserver";
import type { DidChangeWatchedFilesParams } from "vscode-languageserver";
import { noFacts } from "../../../shared/analysis/type-facts.ts";
import { isSourceFile } from "../host/source-paths.ts";
import { SemanticTier } from "../semantic/semantic-tier.ts";
import { startTypesProcess } from "../semantic/types-process.ts";
import { filesToAsk, mayBeAsked, maxFiles } from "./files-to-ask.ts";
import type { Session } from "./session.ts";
import { toPath } from "./uris.ts";

export interface Types {
  /** A document was opened, edited or closed. */
  textChanged(path: string): void;
  filesChanged(params: DidChangeWatchedFilesParams): void;
  /** More of the workspace is known than before, or other settings hold. */
  lookAgain(): void;
  stop(): void;
}

/** @param onNews Called when findings may differ from what the editor has. */
export function createTypes(session: Session, onNews: () => void): Types {
  const { workspace, documents } = session;
  /** In order of use, the latest first. */
  let recent: readonly string[] = [];
  let news = false;
  const tell = (): void => {
    if (news) onNews();
    news = false;
  };
  const tier = new SemanticTier({
    start: (listener) => startTypesProcess(listener),
    open: () => documents.paths().map((path) => ({ path, version: documents.version(path) ?? 0, text: workspace.text(path) ?? "" })),
    files: () => {
      for (const path of documents.paths()) if (!mayBeAsked(session, path)) news = workspace.setTypes(path, noFacts) || news;
      tell();
      return filesToAsk(session, recent);
    },
    onFacts: (path, facts) => {
      news = workspace.setTypes(path, facts) || news;
      // The file at hand is told of at once, the others when all of them are read.
      if (path === recent[0]) tell();
    },
    onDone: tell,
    log: (message) => { session.log(message); },
  });
  return {
    textChanged: (path) => {
      recent = [path, ...recent.filter((other) => other !== path)].slice(0, maxFiles);
      tier.textChanged(path);
    },
    filesChanged: ({ changes }) => {
      const paths = changes.map(({ uri }) => toPath(uri));
      tier.filesChanged(paths, changes.some(({ type }) => type !== FileChangeType.Changed) || paths.some((path) => !isSourceFile(path)));
    },
    lookAgain: () => { if (recent[0] !== undefined) tier.textChanged(recent[0]); },
    stop: () => { tier.stop(); },
  };
}

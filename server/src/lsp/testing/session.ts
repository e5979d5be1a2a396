/** A session without a process or an editor around it, for tests of what it says. */
import type { Connection, PublishDiagnosticsParams } from "vscode-languageserver";
import { analyzeFile } from "../../../../shared/analysis/analyze.ts";
import { MemoryDisk } from "../../host/testing/memory-disk.ts";
import { Workspace } from "../../host/workspace.ts";
import { rules as allRules } from "../../rules/registry.ts";
import type { Rule } from "../../rules/rule.ts";
import { Documents } from "../documents.ts";
import { Session } from "../session.ts";
import type { ClientAbilities } from "../session.ts";
import { Turns } from "../turns.ts";

interface Options {
  /** The workspace's folder, whose files are yet to be read; when left out it is the root, and all of it is read. */
  readonly unread?: string;
  readonly rules?: readonly Rule[];
  /** Called between any two turns of work. */
  readonly betweenTurns?: () => void;
  /** Whether what is new on a line that is being typed on is kept back until typing pauses. */
  readonly waitsForPause?: boolean;
  /** Receives what is pushed to the editor. */
  readonly onDiagnostics?: (sent: PublishDiagnosticsParams) => void;
}

/** A session on these files; each step of its work in turns is a turn. */
export function startSession(files: Readonly<Record<string, string>> | MemoryDisk, { unread, rules = allRules, betweenTurns, waitsForPause = false, onDiagnostics }: Options = {}): Session {
  const workspace = new Workspace(files instanceof MemoryDisk ? files : new MemoryDisk(files), analyzeFile);
  workspace.addRoot(unread ?? "/");
  if (unread === undefined) Array.from(workspace.scan());
  const connection = {
    console: { error: (message: string) => { throw new Error(message); } },
    sendDiagnostics: (sent: PublishDiagnosticsParams) => { onDiagnostics?.(sent); },
  } as unknown as Connection;
  const handled = (): number => {
    betweenTurns?.();
    return 0;
  };
  return new Session({ connection, workspace, documents: new Documents(workspace, { waitsForPause }), rules, abilities: {} as ClientAbilities, turns: new Turns(handled, 0) });
}

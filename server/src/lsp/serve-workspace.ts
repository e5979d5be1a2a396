import type { Connection, InitializeParams } from "vscode-languageserver";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { version } from "../../../shared/version.ts";
import { realDisk } from "../host/disk.ts";
import type { ScanThread } from "../host/scan-thread.ts";
import { Workspace } from "../host/workspace.ts";
import { rules } from "../rules/registry.ts";
import { createCollection } from "./collect-between-keys.ts";
import { serve } from "./server.ts";
import { Turns } from "./turns.ts";

interface Around {
  /** How many of the editor's messages were handled so far. */
  readonly handled: () => number;
  /** A thread for one scan. */
  readonly takeThread: () => ScanThread;
}

/** Answers an editor about the files of the disk, by every rule. */
export function serveWorkspace(connection: Connection, params: InitializeParams, { handled, takeThread }: Around): void {
  serve({ connection, params, turns: new Turns(handled), scan: (job) => takeThread().parts(job), workspace: new Workspace(realDisk, analyzeFile), rules, version, onEdited: createCollection() });
}

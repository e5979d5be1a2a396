import type { Connection, InitializeParams } from "vscode-languageserver";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { version } from "../../../shared/version.ts";
import { realDisk } from "../host/disk.ts";
import { ScanThread } from "../host/scan-thread.ts";
import { Workspace } from "../host/workspace.ts";
import { rules } from "../rules/registry.ts";
import { createCollection } from "./collect-between-keys.ts";
import type { EarlyScan } from "./early-scan.ts";
import { serve } from "./server.ts";
import { Turns } from "./turns.ts";

interface Around {
  /** How many of the editor's messages were handled so far. */
  readonly handled: () => number;
  readonly early?: EarlyScan;
}

/** Answers an editor about the files of the disk, by every rule. */
export function serveWorkspace(connection: Connection, params: InitializeParams, { handled, early }: Around): void {
  serve({ connection, params, turns: new Turns(handled), scan: (job) => new ScanThread().parts(job), ...(early ? { early } : {}), workspace: new Workspace(realDisk, analyzeFile), rules, version, onEdited: createCollection() });
}

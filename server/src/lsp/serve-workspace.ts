import type { Connection, InitializeParams } from "vscode-languageserver";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { version } from "../../../shared/version.ts";
import { realDisk } from "../host/disk.ts";
import { Workspace } from "../host/workspace.ts";
import { rules } from "../rules/registry.ts";
import { serve } from "./server.ts";

/** Answers an editor about the files of the disk, by every rule. */
export function serveWorkspace(connection: Connection, params: InitializeParams): void {
  serve({ connection, params, workspace: new Workspace(realDisk, analyzeFile), rules, version });
}

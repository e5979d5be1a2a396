import { setFlagsFromString } from "node:v8";
import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import type { Connection } from "vscode-languageserver/node";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { version } from "../../../shared/version.ts";
import { realDisk } from "../host/disk.ts";
import { Workspace } from "../host/workspace.ts";
import { rules } from "../rules/registry.ts";
import { serve } from "./server.ts";

/** Serves an editor until it says `exit` or goes away; the process then ends with it. */
export function runServer(args: readonly string[]): Promise<never> {
  keepHeapSmall();
  serve({ connection: connect(args), workspace: new Workspace(realDisk, analyzeFile), rules, version });
  return new Promise(() => { /* The connection ends the process, with the code that the protocol asks for. */ });
}

/**
 * A server lives as long as its editor and mostly waits, so memory counts for more than throughput: the young
 * generation stays as large as loading left it, which also makes its collections short, and the old one is collected
 * when it has grown by a third instead of doubled. Set here and not by the parent, so that every editor gets it.
 */
function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
}

/** `--stdio`, or `--node-ipc` for a parent that is Node; options of others, such as `--clientProcessId`, are theirs. */
function connect(args: readonly string[]): Connection {
  if (args.includes("--node-ipc")) {
    if (process.send === undefined) throw new Error("`--node-ipc` works only under a Node.js parent process; use `--stdio`");
    return createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
  }
  if (args.includes("--stdio")) return createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  throw new Error("say how the editor talks to the server: `stepwise lsp --stdio`");
}

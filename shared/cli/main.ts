#!/usr/bin/env node
/** The command line: each command lives in the program that owns its work, loaded only when asked for. */
import * as module from "node:module";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

/** A program's bundle, sibling of this one; `main` returns the exit code. */
interface Program {
  main(command: string, args: readonly string[]): Promise<number>;
}

const programs: Readonly<Record<string, { readonly file: string; readonly summary: string }>> = {
  check: { file: "server.js", summary: "check Inngest code: stepwise check [paths] [--format text|json|sarif] [--max-warnings n]" },
  run: { file: "runtime.js", summary: "run a function: stepwise run <file> [--function id] [--event json|file] [--follow all|none] [--json]" },
  lsp: { file: "server.js", summary: "serve an editor over the Language Server Protocol: stepwise lsp --stdio" },
  dap: { file: "runtime.js", summary: "serve an editor over the Debug Adapter Protocol: stepwise dap --stdio" },
};

function usage(): string {
  return ["stepwise: checks and runs Inngest functions", "", ...Object.values(programs).map(({ summary }) => `  ${summary}`), ""].join("\n");
}

/** A folder of the user's own: compiled code from one that others can write to would run as the user. */
function cacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32") return LOCALAPPDATA ?? path.join(os.homedir(), "AppData", "Local");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches");
  return XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(os.homedir(), ".cache");
}

/** Keeps what the engine compiled for the next start. Node 20 cannot; where the folder cannot be written nothing is kept. */
function keepCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
  if (process.env["NODE_COMPILE_CACHE"] === undefined) enableCompileCache?.(path.join(cacheFolder(), "stepwise-inngest"));
}

async function start(argv: readonly string[]): Promise<number> {
  const [command, ...args] = argv;
  if (command === "--help" || command === "-h" || command === "help") {
    process.stdout.write(usage());
    return 0;
  }
  const program = command === undefined ? undefined : programs[command];
  if (command === undefined || program === undefined) {
    process.stderr.write(`stepwise: ${command === undefined ? "say what to do" : `there is no command \`${command}\``}; \`stepwise --help\` lists the commands\n`);
    return 2;
  }
  keepCompiledCode();
  const { main } = createRequire(__filename)(path.join(__dirname, program.file)) as Program;
  return main(command, args);
}

start(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    process.stderr.write(`stepwise: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);

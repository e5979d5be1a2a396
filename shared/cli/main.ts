#!/usr/bin/env node
/** The command line: each command lives in the program that owns its work, loaded only when asked for. */
import { createRequire } from "node:module";
import path from "node:path";
import { checkHelp } from "./check-help.ts";
import { keepCompiledCode } from "./compiled-code.ts";

/** A program's bundle, sibling of this one; `main` returns the exit code. */
interface Program {
  main(command: string, args: readonly string[]): Promise<number>;
}

const programs: Readonly<Record<string, { readonly file: string; readonly summary: string; readonly details?: string }>> = {
  check: { file: "check.js", summary: "check Inngest code: stepwise check [paths] [--format text|json|sarif] [--max-warnings n] [--rule id=severity] [--fix] [--no-types] [--base ref]", details: checkHelp },
  run: { file: "runtime.js", summary: "run a function: stepwise run <file> [--function id] [--event json|file] [--follow all|none] [--json]" },
  serve: { file: "runtime.js", summary: "stand in for Inngest in front of your app: stepwise serve [--port n] [--app url]… [--retry-interval seconds] [--json]" },
  lsp: { file: "server.js", summary: "serve an editor over the Language Server Protocol: stepwise lsp --stdio" },
  dap: { file: "runtime.js", summary: "serve an editor over the Debug Adapter Protocol: stepwise dap --stdio" },
};

function usage(): string {
  return ["stepwise: checks and runs Inngest functions", "", ...Object.values(programs).map(({ summary }) => `  ${summary}`), ""].join("\n");
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
  if (args.some((argument) => argument === "--help" || argument === "-h")) {
    process.stdout.write(`${program.summary}\n${program.details ?? ""}`);
    return 0;
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

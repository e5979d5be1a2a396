#!/usr/bin/env node
/**
 * Stands in for the executable of desktop VS Code: takes the arguments that `@vscode/test-electron` gives it, and runs the
 * suite in the browser-hosted editor.
 */
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { runInBrowserHost } from "./browser-host.ts";
import { resultsVariable } from "./results.ts";

const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });

function option(name: string): string {
  const value = values[name];
  if (typeof value !== "string") throw new Error(`--${name}=… is missing: only test runs are known here`);
  return path.resolve(value);
}

process.exitCode = await runInBrowserHost({
  userData: option("user-data-dir"),
  extensions: option("extensions-dir"),
  extensionDevelopmentPath: option("extensionDevelopmentPath"),
  extensionTestsPath: option("extensionTestsPath"),
  workspace: path.resolve(positionals[0] ?? "."),
  environment: { [resultsVariable]: process.env[resultsVariable] ?? "" },
});

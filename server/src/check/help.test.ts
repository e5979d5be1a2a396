import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readArguments } from "./arguments.ts";
import { checkHelp } from "../../../shared/cli/check-help.ts";

test("the help of `check` names each option that the page names and the command takes", () => {
  const page = readFileSync(new URL("../../../docs/command-line.md", import.meta.url), "utf8");
  const [, table = ""] = /## `stepwise check[^]*?\n\n(\| option[^]*?)\n\n/.exec(page) ?? [];
  const documented = new Set([...table.matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option));
  const helped = [...checkHelp.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option]) => option ?? "");
  assert.deepEqual([...helped].sort(), [...documented].sort());
  const values: Readonly<Record<string, string>> = { "--format": "sarif", "--rule": "await-step=off", "--base": "main", "--max-warnings": "3" };
  for (const option of helped) readArguments([option, ...(option in values ? [values[option] ?? ""] : [])]);
});

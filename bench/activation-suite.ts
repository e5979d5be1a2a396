/** Runs inside an extension host, as a test suite does: activates the extension there and writes down what the host is blocked for. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import { resultVariable, type Activation } from "./activation-result.ts";

const spanMs = 1500;
/** A host that has taken no turn of this length for a span is at rest. */
const busyMs = 10;

/** The longest turn of the host in the span from now on, in milliseconds. */
async function watchTurns(): Promise<number> {
  let longest = 0;
  const began = performance.now();
  for (let last = began; last - began < spanMs;) {
    await setImmediate();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

async function rest(): Promise<number> {
  for (let tries = 0; ; tries++) {
    const longest = await watchTurns();
    if (longest < busyMs || tries === 10) return longest;
  }
}

/** Whether this process has a child that runs our language server. */
function hasServer(cli: string): boolean {
  const children = readFileSync(`/proc/${String(process.pid)}/task/${String(process.pid)}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children.some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(cli);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension("stepwise.stepwise-inngest");
  if (extension === undefined || extension.isActive) throw new Error("the extension is not there, or active before it is asked");
  const blockedBefore = await rest();
  const turns = watchTurns();
  await extension.activate();
  const blocked = await turns;
  const marks = (globalThis as unknown as { readonly MonacoPerformanceMarks: { getMarks(): readonly { readonly name: string; readonly startTime: number }[] } }).MonacoPerformanceMarks.getMarks();
  const at = (name: string): number => {
    const mark = marks.find((each) => each.name === `code/extHost/${name}/${extension.id}`);
    if (mark === undefined) throw new Error(`the editor set no mark ${name}`);
    return mark.startTime;
  };
  const activated = at("didLoadExtensionCode") - at("willLoadExtensionCode") + at("didActivateExtension") - at("willActivateExtension");
  const file = process.env[resultVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ activated, blocked, blockedBefore, started: hasServer(path.join(extension.extensionPath, "dist")) } satisfies Activation));
}

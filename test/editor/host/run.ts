/** Entry of the suite inside an extension host, desktop VS Code's or the browser-hosted one's: `extensionTestsPath`. */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import Mocha from "mocha";
import { type Counts, type Failure, toFailure } from "../../../scripts/counts.ts";
import { resultsVariable } from "./results.ts";

/** Longer than what a test itself waits for: it says what it waited for. */
const testTimeoutMs = 180_000;

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", reporter: "spec", color: false, timeout: testTimeoutMs, forbidOnly: true, forbidPending: true });
  for (const file of readdirSync(__dirname)) if (file.endsWith(".suite.cjs")) mocha.addFile(path.join(__dirname, file));

  let passed = 0;
  const failures: Failure[] = [];
  const failed = await new Promise<number>((resolve) => {
    mocha.run(resolve).on("pass", () => { passed++; }).on("fail", (test, error) => { failures.push(toFailure(test.titlePath().join(" › "), error)); });
  });
  const file = process.env[resultsVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, failures } satisfies Counts));
  if (failed > 0) throw new Error(`${failed} failed in the extension host`);
}

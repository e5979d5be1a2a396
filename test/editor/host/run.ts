/** Entry of the suite inside an extension host, desktop VS Code's or the browser-hosted one's: `extensionTestsPath`. */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import Mocha from "mocha";
import { type HostResults, resultsVariable } from "./results.ts";

const suiteTimeoutMs = 120_000;

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", reporter: "spec", color: false, timeout: suiteTimeoutMs, forbidOnly: true, forbidPending: true });
  for (const file of readdirSync(__dirname)) if (file.endsWith(".suite.cjs")) mocha.addFile(path.join(__dirname, file));

  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    mocha.run(resolve).on("pass", () => { passed++; });
  });
  const file = process.env[resultsVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed } satisfies HostResults));
  if (failed > 0) throw new Error(`${failed} failed in the extension host`);
}

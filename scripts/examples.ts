/** Installs what the example apps depend on: the real SDKs. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { runNpm } from "./run.ts";

export const examples = ["onboarding", "onboarding-v3"] as const;

/** Installs one example unless its lock file is the one that was installed last; bootstrap.mjs leaves the same stamp. */
async function installExample(folder: string): Promise<void> {
  const stamp = path.join(folder, "node_modules", ".lock-installed");
  const wanted = createHash("sha256").update(await readFile(path.join(folder, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted) return;
  await runNpm(["ci"], folder);
  await writeFile(stamp, wanted);
}

export async function installExamples(root: string): Promise<void> {
  await Promise.all(examples.map((name) => installExample(path.join(root, "examples", name))));
}

/**
 * `npm run bench [analysis|answers|debugging|engine|door|activation]`: builds the programs as they are released, measures them and prints each figure beside its target.
 * `--drop-caches` also measures a start from a cold disk: it empties the page cache of the machine, as root on Linux.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { measureActivation } from "./activation.ts";
import { measureAnalysis } from "./analysis.ts";
import { measureAnswers } from "./answers.ts";
import { measureDebugging } from "./debugging.ts";
import { measureDoor } from "./door.ts";
import { measureEngine } from "./engine.ts";
import { toTable } from "./report.ts";

const parts = { analysis: measureAnalysis, answers: measureAnswers, debugging: measureDebugging, engine: measureEngine, door: measureDoor, activation: measureActivation };
const option = "--drop-caches";
const given = process.argv.slice(2);
const dropCaches = given.includes(option);
const asked = given.filter((name) => name !== option);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no part \`${unknown.join("`, `")}\`; the parts are ${Object.keys(parts).join(", ")}\n`);
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, "..");
const scratch = await mkdtemp(path.join(tmpdir(), "stepwise-bench-"));
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stdout.write(`\n${name}\n${toTable(await measure(path.join(root, "dist/cli.js"), scratch, path.join(root, "examples/onboarding"), { dropCaches }))}\n`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

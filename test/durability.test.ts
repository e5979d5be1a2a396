/** A session that is killed two hundred times, at random: what was accepted or finished is never lost, and never done again. */
import assert from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { killedProgram } from "../runtime/src/testing/killing/functions.ts";
import { killAgainAndAgain, type KillOptions } from "../runtime/src/testing/killing/kill.ts";
import { root } from "./tree.ts";

async function checkKills(options: Omit<KillOptions, "folder" | "program">, addProgram?: (folder: string) => Promise<string>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-durability-"));
  try {
    const program = await addProgram?.(folder);
    const { kills, accepted, finishedSteps, runs, ...lost } = await killAgainAndAgain({ ...options, folder, ...(program === undefined ? {} : { program }) });
    assert.equal(kills.starting + kills.working, options.kills);
    assert.ok(accepted > options.kills && finishedSteps > options.kills, `${accepted} events accepted, ${finishedSteps} steps finished`);
    assert.deepEqual(lost, { acceptedLost: 0, finishedLost: 0, ranAgain: 0, notCompleted: 0, warnings: [] });
    return `killed ${kills.starting} times while starting and ${kills.working} while working: ${accepted} events accepted, ${finishedSteps} steps finished, ${runs} runs completed; nothing lost, nothing done again`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("176 kills of a session", { timeout: 900_000 }, async (t) => {
  t.diagnostic(await checkKills({ kills: 176, seed: 2, within: { start: 400, ready: 120 } }));
});

test("24 kills of a session with the real SDK", { timeout: 900_000 }, async (t) => {
  t.diagnostic(await checkKills({ kills: 24, seed: 3, within: { start: 1500, ready: 300 } }, async (folder) => {
    await symlink(path.join(root, "examples/onboarding/node_modules"), path.join(folder, "node_modules"), "junction");
    await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(path.join(folder, "program.ts"), killedProgram);
    return path.join(folder, "program.ts");
  }));
});

/** A session that is killed two hundred times, at random: what was accepted or finished is never lost, and never done again. */
import assert from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { killedProgram } from "../runtime/src/testing/killing/functions.ts";
import { killServerAgainAndAgain } from "../runtime/src/testing/killing/kill-server.ts";
import { killAgainAndAgain, type KillCounts } from "../runtime/src/testing/killing/kill.ts";
import { root } from "./tree.ts";

async function checkKills(count: number, killAll: (folder: string) => Promise<KillCounts>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-durability-"));
  try {
    const { kills, accepted, finishedSteps, runs, ...lost } = await killAll(folder);
    assert.equal(kills.starting + kills.working, count);
    assert.ok(accepted > count && finishedSteps > count, `${accepted} events accepted, ${finishedSteps} steps finished`);
    assert.deepEqual(lost, { acceptedLost: 0, finishedLost: 0, ranAgain: 0, notCompleted: 0, warnings: [] });
    return `killed ${kills.starting} times while starting and ${kills.working} while working: ${accepted} events accepted, ${finishedSteps} steps finished, ${runs} runs completed; nothing lost, nothing done again`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("164 kills of a session", { timeout: 900_000 }, async (t) => {
  t.diagnostic(await checkKills(164, (folder) => killAgainAndAgain({ kills: 164, folder, seed: 2, within: { start: 400, ready: 120 } })));
});

test("18 kills of a session with the real SDK", { timeout: 900_000 }, async (t) => {
  t.diagnostic(await checkKills(18, async (folder) => {
    await symlink(path.join(root, "examples/onboarding/node_modules"), path.join(folder, "node_modules"), "junction");
    await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(path.join(folder, "program.ts"), killedProgram);
    return killAgainAndAgain({ kills: 18, folder, program: path.join(folder, "program.ts"), seed: 3, within: { start: 1500, ready: 300 } });
  }));
});

test("18 kills of a server, in front of an app that stays", { timeout: 900_000 }, async (t) => {
  t.diagnostic(await checkKills(18, (folder) => killServerAgainAndAgain({ kills: 18, folder, seed: 4, within: { start: 800, ready: 1500 } })));
});

/** A session that is killed two hundred times, at random: what was accepted or finished is never lost, and never done again. */
import assert from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { killedProgram } from "../runtime/src/testing/killing/functions.ts";
import { killServerAgainAndAgain } from "../runtime/src/testing/killing/kill-server.ts";
import { killAgainAndAgain, noneOpen, type KillCounts, type Open } from "../runtime/src/testing/killing/kill.ts";
import { sdkVersions } from "../runtime/src/worker/testing/project.ts";
import { root } from "./tree.ts";

/** @param midst What at least one of the kills interrupts. */
async function checkKills(count: number, midst: readonly (keyof Open)[], killAll: (folder: string) => Promise<KillCounts>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-durability-"));
  try {
    const { kills, open, accepted, finishedSteps, runs, ...lost } = await killAll(folder);
    assert.equal(kills.starting + kills.working, count);
    assert.ok(accepted > count && finishedSteps > count, `${accepted} events accepted, ${finishedSteps} steps finished`);
    assert.deepEqual(lost, { acceptedLost: 0, finishedLost: 0, ranAgain: 0, notCompleted: 0, unanswered: 0, warnings: [] });
    for (const what of midst) assert.ok(open[what] > 0, `none of the kills came in the midst of: ${what}; ${JSON.stringify(open)}`);
    const left = Object.entries(open).map(([what, times]) => `${what} ${times}`).join(", ");
    return `killed ${kills.starting} times while starting and ${kills.working} while working, with open ${left}: ${accepted} events accepted, ${finishedSteps} steps finished, ${runs} runs completed; nothing lost, nothing done again`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An invoked run is short: that a kill comes in its time is likely, and not certain. */
const everything = (Object.keys(noneOpen()) as (keyof Open)[]).filter((what) => what !== "invoke");

test("164 kills of a session", { timeout: 900_000 }, async (t) => {
  t.diagnostic(await checkKills(164, everything, (folder) => killAgainAndAgain({ kills: 164, folder, seed: 2, within: { start: 400, told: 300 } })));
});

for (const sdk of sdkVersions) {
  test(`18 kills of a session with the real SDK, ${sdk}`, { timeout: 900_000 }, async (t) => {
    // Batches fill in less than it takes to tell; the sessions above are killed in the midst of them.
    t.diagnostic(await checkKills(18, ["throttle", "debounce"], async (folder) => {
      await symlink(path.join(root, sdk === "v4" ? "examples/onboarding/node_modules" : "examples/onboarding-v3/node_modules"), path.join(folder, "node_modules"), "junction");
      await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
      await writeFile(path.join(folder, "program.ts"), killedProgram(sdk));
      return killAgainAndAgain({ kills: 18, folder, program: path.join(folder, "program.ts"), seed: 3, within: { start: 1500, told: 300 } });
    }));
  });

  test(`18 kills of a server, in front of an app that stays, ${sdk}`, { timeout: 900_000 }, async (t) => {
    t.diagnostic(await checkKills(18, ["throttle", "debounce"], (folder) => killServerAgainAndAgain({ sdk, kills: 18, folder, seed: 4, within: { start: 800, ready: 1500 } })));
  });
}

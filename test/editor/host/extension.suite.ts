/** The extension through the editor's own interface, without its screen: the same on desktop VS Code and in the browser. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { eventually, findings, open, quickFix, ruleOf, Session } from "./support.ts";

const rules = ["await-step", "event-payload-shape", "missing-step-id", "unique-step-id", "valid-event-payload"];
const ulid = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;

describe("the extension in its host", () => {
  it("activates on a file that imports inngest", async () => {
    await open("src/inngest/functions/user-onboarding.ts");
    const extension = vscode.extensions.getExtension("stepwise.stepwise-inngest");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("finds each of the typical mistakes", async () => {
    const mistakes = await open("src/inngest/mistakes.ts");
    await findings(mistakes, (all) => [...new Set(all.map(ruleOf))].sort().join() === rules.join());
  });

  it("mends a mistake, and the finding goes", async () => {
    const mistakes = await open("src/inngest/mistakes.ts");
    const isMissing = (each: vscode.Diagnostic): boolean => ruleOf(each) === "missing-step-id";
    const missing = (await findings(mistakes, (all) => all.some(isMissing))).find(isMissing);
    assert.ok(missing);
    assert.ok(await vscode.workspace.applyEdit(await quickFix(mistakes.uri, missing.range, (title) => title.startsWith("Add the step id"))));
    await findings(mistakes, (all) => !all.some(isMissing));
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("offers Run and Debug above a function", async () => {
    const document = await open("src/inngest/functions/user-onboarding.ts");
    await eventually(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 10);
      const ours = lenses.flatMap(({ command }) => (command?.command.startsWith("inngest.") === true ? [command.command] : []));
      // Who sends and who listens stands beside them once the workspace has been read.
      assert.deepEqual(ours.filter((command) => command !== "inngest.showPlaces"), ["inngest.runFunction", "inngest.debugFunction"]);
    });
  });

  it("steps through a run, back and on, and every send has an id of its own", async () => {
    const { uri } = await open("src/inngest/functions/user-onboarding.ts");
    const session = await Session.start({
      type: "inngest", request: "launch", name: "host suite", program: uri.fsPath, function: "user-onboarding", follow: "none",
      event: { name: "app/user.signup", data: { email: "ada@example.com", name: "Ada Lovelace" } },
    });
    let stop = await session.stopped();
    assert.equal(stop.frames[0]?.name, 'step.run "create-account"');
    for (const name of ['step.run "send-welcome-email"', 'step.sendEvent "send-activation-event"', 'step.run "schedule-product-tour"']) {
      await session.move("next", stop);
      stop = await session.stopped();
      assert.equal(stop.frames[0]?.name, name);
    }
    const [first] = await session.rows("Emitted events", stop);
    assert.match(first?.value ?? "", ulid);

    await session.move("stepBack", stop);
    stop = await session.stopped();
    assert.equal(stop.frames[0]?.name, 'step.sendEvent "send-activation-event"');
    assert.deepEqual(await session.rows("Emitted events", stop), []);

    await session.move("next", stop);
    stop = await session.stopped();
    const [second] = await session.rows("Emitted events", stop);
    assert.match(second?.value ?? "", ulid);
    assert.notEqual(ulid.exec(second?.value ?? "")?.[0], ulid.exec(first?.value ?? "")?.[0]);

    await session.move("continue", stop);
    await session.ended();
    assert.match(session.output(), /user-onboarding.* completed/);
  });
});

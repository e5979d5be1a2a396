/** Debugging the example's function in a real editor, on the real SDKs. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { DebugView } from "../debug-view.ts";
import { inEditor } from "./tell.ts";

const ulid = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;

/** The scope of the step on the screen; it is filled a moment after the call stack. */
const stepScope = (debug: DebugView, id: string): Locator => debug.variables(new RegExp(`^id\\s*=\\s*"${id}"`)).first();

/** The ids under *Emitted events*, once at least one is there. */
async function readEmittedIds(debug: DebugView): Promise<readonly string[]> {
  await debug.expandVariable(/^Emitted events/, ulid);
  const rows = await debug.variables(ulid).allInnerTexts();
  return rows.map((row) => ulid.exec(row)?.[0] ?? "");
}

const stories = inEditor("debugger");

stories.onEachSdk("debugging", (tell) => {
  let firstIds: readonly string[] = [];

  tell("F5 without a launch.json stops before the first step", async ({ debug, debugFrom, capture }) => {
    await debugFrom("user-onboarding.ts", 10, "create-account");
    await stepScope(debug, "create-account").waitFor();
    await capture("stop-before-step");
  });

  tell("stepping past `send-activation-event` shows the id of the event", async ({ debug, capture }) => {
    await debug.move("Step Over", debug.before("send-welcome-email", "step.run"));
    await debug.move("Step Over", debug.before("send-activation-event", "step.sendEvent"));
    await debug.move("Step Over", debug.before("schedule-product-tour", "step.run"));
    await stepScope(debug, "schedule-product-tour").waitFor();
    firstIds = await readEmittedIds(debug);
    assert.equal(firstIds.length, 1);
    await capture("emitted-events");
  });

  tell("Step Back undoes the send, and going on sends it with another id", async ({ debug, capture }) => {
    await debug.move("Step Back", debug.before("send-activation-event", "step.sendEvent"));
    await stepScope(debug, "send-activation-event").waitFor();
    await debug.variables(ulid).first().waitFor({ state: "hidden" });
    await capture("step-back");
    await debug.move("Step Over", stepScope(debug, "schedule-product-tour"));
    const ids = await readEmittedIds(debug);
    assert.equal(ids.length, 1);
    assert.notDeepEqual(ids, firstIds);
  });

  tell("Step Into a send goes to a run that the event starts, Step Out comes back", async ({ workbench, debug, capture }) => {
    await debug.move("Step Back", debug.before("send-activation-event", "step.sendEvent"));
    await stepScope(debug, "send-activation-event").waitFor();
    await debug.move("Step Into", debug.before("load-account", "step.run"));
    await stepScope(debug, "load-account").waitFor();
    // The run that was left stands, too, and the user looks at the one that was entered.
    await workbench.editor("user-activated.ts").waitFor();
    await capture("fan-out");
    await debug.move("Step Out", debug.before("load-account", "step.run"), "hidden");
    await debug.before("schedule-product-tour", "step.run").waitFor();
  });

  tell("the run ends and leaves no process", async ({ debug }) => {
    await debug.finish();
    await debug.console(/user-onboarding.* completed/).waitFor();
    await stories.nothingIsLeft();
  });
});

/** Taking a run's fate in hand, in a real editor: a failure mended, time travelled, a wait ended, a function followed. */
import { inEditor } from "./tell.ts";

const stories = inEditor("by-hand");

stories.onEachSdk("a run taken in hand", (tell) => {
  tell("a step is made to fail, and the run fails", async ({ workbench, debug, debugFrom, capture }) => {
    await debugFrom("trial-journey.ts", 30, "load-account");
    await debug.move("Step Over", debug.before("read-usage", "step.run"));
    await debug.move("Step Over", debug.before("provision-workspace", "step.run"));
    await workbench.command("Inngest: Make This Step Fail…");
    await workbench.choose("Throw for good", debug.stopped("Run failed"));
    await debug.expandVariable(/^Memoized steps/, /^provision-workspace/);
    await capture("run-failed");
  });

  tell("Set Value gives the failed step an output, and the run goes on", async ({ debug, capture }) => {
    await debug.setValue("provision-workspace", "{ id: 'ws_1' }", debug.before("let-them-explore", "step.sleep"));
    await debug.expandVariable(/^Memoized steps/, /^provision-workspace\s*=\s*\{ id: "ws_1" \}/);
    await capture("set-value");
  });

  tell("a wait is timed out by hand", async ({ workbench, debug, capture }) => {
    await debug.move("Step Over", debug.before("wait-for-upgrade", "step.waitForEvent"));
    await workbench.choice("Let it time out").waitFor();
    await capture("wait-choices");
    await workbench.choose("Let it time out", debug.before("send-goodbye", "step.run"));
    await debug.console(/clock \+11 d/).waitFor();
    await capture("timed-out");
  });

  tell("back before the wait, and this time the event comes", async ({ workbench, debug, capture }) => {
    await debug.move("Step Back", debug.before("wait-for-upgrade", "step.waitForEvent"));
    await workbench.choose("Deliver the event", debug.before("charge-first-month", "step.invoke"));
    // The invoke can be answered too; this time it is followed.
    await workbench.choice("Answer in the function's place").waitFor();
    await workbench.closeQuickInput();
    await capture("time-travel");
  });

  tell("Step Into follows the invoke into the other function, with what led there on the stack", async ({ debug, capture }) => {
    await debug.move("Step Into", debug.before("charge-card", "step.run"));
    await debug.showFrame("charge-first-month");
    await capture("follow-invoke");
    await debug.move("Step Out", debug.stopped("Run completed"));
    await debug.stop();
    await stories.nothingIsLeft();
  });
});

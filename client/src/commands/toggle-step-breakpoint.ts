import { commands, type Disposable } from "vscode";
import { hasBreakpoint, setBreakpoint } from "../steps/step-breakpoints.ts";
import type { Row } from "../steps/step-rows.ts";

/** Does what a click on a step's check box does, by keyboard and by menu: on the row whose menu was used, else on the one in focus. */
export function registerToggleStepBreakpoint(findFocused: () => Promise<Row | undefined>): Disposable {
  return commands.registerCommand("inngest.toggleStepBreakpoint", async (given: Row | undefined) => {
    const row = given ?? await findFocused();
    if (row?.contextValue === "step" && row.place !== undefined) setBreakpoint(row.place, !hasBreakpoint(row.place));
    // The key means what it means in every list.
    else await commands.executeCommand("list.toggleExpand");
  });
}

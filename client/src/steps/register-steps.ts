/** What is shown of a run's steps while it is debugged: a view, and values in the editor. */
import { commands, type Disposable, type ExtensionContext } from "vscode";
import { registerInlineValues } from "./inline-values.ts";
import { registerStepsView } from "./steps-view.ts";
import { watchSteps } from "./watch-steps.ts";

const shownKey = "steps.shown";

export function registerSteps({ globalState }: ExtensionContext): Disposable[] {
  const steps = watchSteps();
  // The editor folds what is added to its debug side bar; unfolded once, it stays as its user leaves it.
  const first = steps.onChanged(() => {
    first.dispose();
    if (globalState.get(shownKey) === true) return;
    void globalState.update(shownKey, true);
    void commands.executeCommand("inngest.steps.focus", { preserveFocus: true });
  });
  return [steps, first, ...registerStepsView(steps), ...registerInlineValues(steps)];
}

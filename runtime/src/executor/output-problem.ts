import { jsonBytes } from "../../../shared/inngest/limits.ts";
import type { Engine } from "./engine.ts";
import type { LiveRun } from "./live-run.ts";
import type { JsonValue, PlannedStep, SerializedError, StepResult } from "./model.ts";

/** What is wrong with the size of a step's result; naming the limit, the value and the step. */
export function outputProblem(engine: Engine, live: LiveRun, step: Pick<PlannedStep, "id">, result: StepResult): SerializedError | undefined {
  const bytes = jsonBytes(result.kind === "data" ? result.data : result.error);
  const { stepOutputBytes, stateBytes } = engine.limits;
  if (bytes > stepOutputBytes) {
    return { name: "LimitError", message: `the output of step \`${step.id}\` has ${bytes} bytes; at most ${stepOutputBytes} are allowed (limit \`stepOutputBytes\`)` };
  }
  const total = live.state.stateBytes + bytes;
  if (total <= stateBytes) return undefined;
  return { name: "LimitError", message: `the state of \`${live.state.functionId}\` has ${total} bytes with the output of step \`${step.id}\`; at most ${stateBytes} are allowed (limit \`stateBytes\`)` };
}

/** The same of what the function returns. */
export function functionOutputProblem({ limits: { stepOutputBytes } }: Pick<Engine, "limits">, live: LiveRun, output: JsonValue): SerializedError | undefined {
  const bytes = jsonBytes(output);
  if (bytes <= stepOutputBytes) return undefined;
  return { name: "LimitError", message: `the output of \`${live.state.functionId}\` has ${bytes} bytes; at most ${stepOutputBytes} are allowed (limit \`stepOutputBytes\`)` };
}

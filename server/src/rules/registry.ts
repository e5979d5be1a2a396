/** Every rule there is. A rule is a file of its own; this list is what the server, the command line and the settings read. */
import { awaitInngestSend } from "./await-inngest-send.ts";
import { awaitStep } from "./await-step.ts";
import { deterministicControlFlow } from "./deterministic-control-flow.ts";
import { eventBudget } from "./event-budget.ts";
import { eventContractChanged } from "./event-contract-changed.ts";
import { eventHasSender } from "./event-has-sender.ts";
import { eventPayloadShape } from "./event-payload-shape.ts";
import { failureEvent } from "./failure-event.ts";
import { functionIsServed } from "./function-is-served.ts";
import { handleWaitTimeout } from "./handle-wait-timeout.ts";
import { idempotentSendInStep } from "./idempotent-send-in-step.ts";
import { invokeByReference } from "./invoke-by-reference.ts";
import { knownEvent } from "./known-event.ts";
import { missingFunctionId } from "./missing-function-id.ts";
import { missingStepId } from "./missing-step-id.ts";
import { noAsyncForEach } from "./no-async-for-each.ts";
import { noHardcodedKey } from "./no-hardcoded-key.ts";
import { noNestedSteps } from "./no-nested-steps.ts";
import { noSwallowedStepError } from "./no-swallowed-step-error.ts";
import { noVariableMutationInStep } from "./no-variable-mutation-in-step.ts";
import { preferStepSendEvent } from "./prefer-step-send-event.ts";
import type { Rule } from "./rule.ts";
import { sdkCallShape } from "./sdk-call-shape.ts";
import { sendBeforeWait } from "./send-before-wait.ts";
import { serializableStepOutput } from "./serializable-step-output.ts";
import { servedMethods } from "./served-methods.ts";
import { sideEffectOutsideStep } from "./side-effect-outside-step.ts";
import { stableSleepUntil } from "./stable-sleep-until.ts";
import { serializableEventData } from "./serializable-event-data.ts";
import { stableStepId } from "./stable-step-id.ts";
import { stepIdChanged } from "./step-id-changed.ts";
import { uniqueFunctionId } from "./unique-function-id.ts";
import { uniqueStepId } from "./unique-step-id.ts";
import { validCron } from "./valid-cron.ts";
import { validDuration } from "./valid-duration.ts";
import { validEventName } from "./valid-event-name.ts";
import { validEventPayload } from "./valid-event-payload.ts";
import { validExpression } from "./valid-expression.ts";
import { validFunctionOptions } from "./valid-function-options.ts";
import { validSleepUntil } from "./valid-sleep-until.ts";
import { validWait } from "./valid-wait.ts";
import { validStepRun } from "./valid-step-run.ts";
import { vulnerableSdk } from "./vulnerable-sdk.ts";

export const rules: readonly Rule[] = [
  missingStepId,
  uniqueStepId,
  awaitStep,
  validEventPayload,
  eventPayloadShape,
  eventContractChanged,
  preferStepSendEvent,
  awaitInngestSend,
  noNestedSteps,
  noAsyncForEach,
  stableStepId,
  stepIdChanged,
  noVariableMutationInStep,
  deterministicControlFlow,
  sideEffectOutsideStep,
  handleWaitTimeout,
  sendBeforeWait,
  noSwallowedStepError,
  stableSleepUntil,
  serializableStepOutput,
  validDuration,
  validSleepUntil,
  validWait,
  validStepRun,
  validEventName,
  sdkCallShape,
  invokeByReference,
  validFunctionOptions,
  validExpression,
  validCron,
  missingFunctionId,
  uniqueFunctionId,
  functionIsServed,
  servedMethods,
  failureEvent,
  noHardcodedKey,
  vulnerableSdk,
  serializableEventData,
  knownEvent,
  eventHasSender,
  idempotentSendInStep,
  eventBudget,
];

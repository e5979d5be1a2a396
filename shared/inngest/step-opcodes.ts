/** The operations of the tools whose steps run no body, as the wire protocol names them; every other tool's step is `StepPlanned`. */
export const stepOpcodes = {
  "step.sleep": "Sleep", "step.sleepUntil": "Sleep", "step.waitForEvent": "WaitForEvent", "step.waitForSignal": "WaitForSignal", "step.invoke": "InvokeFunction",
  "step.ai.infer": "AIGateway", "step.fetch": "Gateway",
} as const satisfies Readonly<Record<string, string>>;

/** Asks the user whether a step body may connect, where a configuration says `"network": "ask"`. */
import { debug, window, type DebugConfiguration, type DebugSession, type Disposable } from "vscode";
import { networkAnswerRequest, networkAttribute, networkQuestionEvent, type NetworkAnswerArguments, type NetworkQuestionBody } from "../../../shared/protocol/network.ts";

/** Tells the adapter that questions are shown. */
export const offerNetworkQuestions = (configuration: DebugConfiguration): DebugConfiguration =>
  (configuration["network"] === "ask" ? { ...configuration, [networkAttribute]: true } : configuration);

export function registerNetworkQuestions(debugType: string): Disposable {
  return debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
    if (session.type === debugType && event === networkQuestionEvent) void show(session, body as NetworkQuestionBody);
  });
}

async function show(session: DebugSession, { id, question, target }: NetworkQuestionBody): Promise<void> {
  const host = `Allow ${target} for This Session`;
  const detail = "The run waits for your answer. When you refuse, the step gets an error in its place.";
  const picked = await window.showWarningMessage(question, { modal: true, detail }, { title: "Allow Once" }, { title: host }, { title: "Refuse", isCloseAffordance: true });
  const answer = picked?.title === host ? "host" : picked?.title === "Allow Once" ? "once" : "refuse";
  // The session may have ended while the question stood.
  await session.customRequest(networkAnswerRequest, { id, answer } satisfies NetworkAnswerArguments).then(undefined, () => undefined);
}

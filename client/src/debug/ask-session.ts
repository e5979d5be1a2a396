/** Requests of a debug session whose refusal the user is told, here and nowhere else. */
import { window, type DebugSession } from "vscode";

/** Undefined where the session refuses; its reason is shown as a sentence. */
export async function askSession<T>(session: DebugSession, request: string, args?: object): Promise<T | undefined> {
  try {
    return await session.customRequest(request, args) as T;
  } catch (error) {
    void window.showErrorMessage(toSentence(error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

/** What begins with a name in backticks keeps it as it is written. */
export function toSentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?…]$/.test(message) ? "" : "."}`;
}

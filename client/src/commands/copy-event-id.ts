import { commands, env, type Disposable } from "vscode";

/** Copies the id of an emitted event, from its row in the Inngest Steps view. */
export function registerCopyEventId(): Disposable {
  return commands.registerCommand("inngest.copyEventId", async (row: { readonly text?: string } | undefined) => {
    if (row?.text !== undefined) await env.clipboard.writeText(row.text);
  });
}

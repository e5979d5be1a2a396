/** The JSON schema of saved events, for the editor's own JSON support: names and data are completed and checked. */
import { EventEmitter, Uri, workspace, type Disposable } from "vscode";
import type { ServerLifecycle } from "../server-lifecycle.ts";

/** As `jsonValidation` of package.json names it. */
const address = Uri.parse("inngest-schema://events/event.json");

export function registerEventSchema(server: ServerLifecycle): Disposable[] {
  const changed = new EventEmitter<Uri>();
  return [
    changed, server.onEventTreeChanged(() => { changed.fire(address); }),
    workspace.registerTextDocumentContentProvider(address.scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async () => JSON.stringify(await server.findEventSchema() ?? {}),
    }),
  ];
}

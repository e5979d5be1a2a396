import { analyzeFile } from "../../../../shared/analysis/analyze.ts";
import type { Snapshot } from "../../../../shared/analysis/model.ts";
import { Workspace } from "../workspace.ts";
import type { MemoryDisk } from "./memory-disk.ts";

/** A cold start on the folder `/app`. */
export function scanned(disk: MemoryDisk, analyze = analyzeFile): Workspace {
  const workspace = new Workspace(disk, analyze);
  workspace.addRoot("/app");
  Array.from(workspace.scan());
  return workspace;
}

/** Everything a snapshot says, in plain values. */
export function contents(snapshot: Snapshot): unknown {
  return {
    files: snapshot.paths().map((file) => snapshot.file(file)),
    functions: snapshot.functions(),
    events: snapshot.eventNames().map((name) => snapshot.event(name)),
    unclear: snapshot.unclear(),
    isAnySent: snapshot.isAnySent(),
    byId: snapshot.functionIds().map((id) => snapshot.functionsWithId(id)),
    byEvent: snapshot.startingEvents().map((event) => snapshot.functionsStartedBy(event)),
    byReach: snapshot.paths().map((file) => snapshot.functionsReaching(file)),
    served: snapshot.served(),
    clients: snapshot.clients(),
  };
}

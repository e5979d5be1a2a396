/** Sends by a client that run as part of a function, outside of its steps. */
import type { FileModel, FunctionModel, HandlerSend, SendSite, Snapshot } from "../../../../shared/analysis/model.ts";
import { hasFailureHandler, isNeverRetried } from "./retries.ts";

/** Those that happen again: when the handler is re-executed, or when the function is retried. */
function sentAgain(fn: FunctionModel): readonly HandlerSend[] {
  return isNeverRetried(fn) && !hasFailureHandler(fn) ? fn.handlerSends.filter(({ replayed }) => replayed) : fn.handlerSends;
}

/** Each send of the file that handlers execute themselves; one that two functions reach is told once. */
export function findHandlerSends(file: FileModel, snapshot: Snapshot): Map<SendSite, HandlerSend> {
  const found = new Map<SendSite, HandlerSend>();
  const sends = new Map(file.sends.map((send) => [send.span.start, send]));
  for (const inHandler of [...file.functions, ...file.endpoints ?? [], ...snapshot.functionsReaching(file.path)].flatMap(sentAgain)) {
    const send = inHandler.location.path === file.path ? sends.get(inHandler.location.span.start) : undefined;
    if (send && found.get(send)?.replayed !== true) found.set(send, inHandler);
  }
  return found;
}

/**
 * The types process: a type checker apart from the language server, so that its memory and its pauses are not the
 * server's, and so that it can be killed. It reads files; it loads and runs nothing of the workspace.
 */
import { PerformanceObserver, constants } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import { keepCompiledCode } from "../../../shared/cli/compiled-code.ts";
import { libraries } from "./libraries.ts";
import type { Answer, Question } from "./messages.ts";
import { TypeReader } from "./type-reader.ts";

const turnMilliseconds = 8;
/** Of the heap's limit, what may survive a collection before the process gives things up. */
const fullHeap = 0.8;

keepCompiledCode();
const reader = new TypeReader(libraries);
let latest = 0;
let isFull = false;

const send = (answer: Answer): void => { if (process.connected) process.send?.(answer); };

async function answer(question: Question): Promise<void> {
  latest = question.id;
  for (const { path, version, text } of question.texts) reader.setText(path, version, text);
  if (question.structure) reader.structureChanged();
  else reader.filesChanged(question.changed);
  // Questions that arrived together: only the last one is answered.
  await setImmediate();
  let until = performance.now() + turnMilliseconds;
  for (const read of latest === question.id ? reader.read(question.files) : []) {
    if (latest !== question.id) return;
    if (read) send({ kind: "facts", id: question.id, ...read });
    if (performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + turnMilliseconds;
  }
  if (isFull) reader.shrink();
  isFull = false;
  send({ kind: "done", id: question.id });
}

new PerformanceObserver((list) => {
  const collected = list.getEntries().some((entry) => (entry as { readonly detail?: { readonly kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (collected && used > limit * fullHeap) isFull = true;
}).observe({ entryTypes: ["gc"] });

process.on("message", (question: Question) => {
  answer(question).catch((error: unknown) => {
    send({ kind: "failed", id: question.id, message: error instanceof Error ? error.stack ?? error.message : String(error) });
  });
});
// The server went away, however it ended.
process.on("disconnect", () => { process.exit(); });

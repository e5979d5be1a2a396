import assert from "node:assert/strict";
import { constants, PerformanceObserver } from "node:perf_hooks";
import type { NodeGCPerformanceDetail, PerformanceEntry } from "node:perf_hooks";
import { test } from "node:test";
import { createCollection } from "./collect-between-keys.ts";

const detailOf = (entry: PerformanceEntry): NodeGCPerformanceDetail => (entry as PerformanceEntry & { readonly detail: NodeGCPerformanceDetail }).detail;

test("soon after a key the young objects are collected", async () => {
  const keyPressed = createCollection();
  const collected = new Promise<NodeGCPerformanceDetail>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const forced = list.getEntries().map(detailOf).find(({ flags = 0 }) => (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0);
      if (!forced) return;
      observer.disconnect();
      resolve(forced);
    });
    observer.observe({ entryTypes: ["gc"] });
  });
  // The observer is told in the next turn of an event loop that would wait for nothing else.
  const turns = setInterval(() => { /* Only that there is a turn. */ }, 1);
  keyPressed();
  const { kind } = await collected;
  clearInterval(turns);
  assert.equal(kind, constants.NODE_PERFORMANCE_GC_MINOR);
});

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { noFacts } from "../../../shared/analysis/type-facts.ts";
import type { Question } from "./messages.ts";
import { SemanticTier } from "./semantic-tier.ts";
import type { TypesListener } from "./types-process.ts";

const delays = { settle: 200, idle: 1000, hang: 500 };

/** A tier over a process that only notes what it is asked; `texts` are the open documents by path. */
function createTier(texts: Record<string, number>): { tier: SemanticTier; asked: Question[]; listeners: TypesListener[]; told: string[]; killed: () => number; tick: (ms: number) => void } {
  const asked: Question[] = [];
  const listeners: TypesListener[] = [];
  const told: string[] = [];
  let killed = 0;
  const tier = new SemanticTier({
    start: (listener) => {
      listeners.push(listener);
      return { pid: listeners.length, ask: (question) => { asked.push(question); }, kill: () => { killed += 1; } };
    },
    open: () => Object.entries(texts).map(([path, version]) => ({ path, version, text: `${path} ${String(version)}` })),
    files: () => Object.keys(texts),
    onFacts: (path) => { told.push(path); },
    onDone: () => { told.push("done"); },
    log: (message) => { told.push(message); },
  }, delays);
  return { tier, asked, listeners, told, killed: () => killed, tick: (ms) => { mock.timers.tick(ms); } };
}

function timed(name: string, run: () => void): void {
  test(name, () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      run();
    } finally {
      mock.timers.reset();
    }
  });
}

timed("nothing is started while there is nothing to ask about", () => {
  const { tier, listeners, tick } = createTier({});
  tier.textChanged("/a.ts");
  tier.filesChanged(["/b.ts"], true);
  tick(10_000);
  assert.equal(listeners.length, 0);
});

timed("a storm of keys is one question, with the texts that changed since the last one", () => {
  const texts: Record<string, number> = { "/a.ts": 1, "/b.ts": 1 };
  const { tier, asked, listeners, tick } = createTier(texts);
  for (let version = 2; version < 100; version++) {
    texts["/a.ts"] = version;
    tier.textChanged("/a.ts");
    tick(delays.settle - 1);
  }
  assert.equal(asked.length, 0);
  tick(1);
  assert.deepEqual(asked.map(({ texts: sent }) => sent.map(({ path, version }) => `${path} ${String(version)}`)), [["/a.ts 99", "/b.ts 1"]]);
  texts["/a.ts"] = 100;
  delete texts["/b.ts"];
  tier.textChanged("/b.ts");
  tick(delays.settle);
  assert.deepEqual(asked[1], { id: 2, texts: [{ path: "/a.ts", version: 100, text: "/a.ts 100" }, { path: "/b.ts", version: 0 }], changed: ["/b.ts"], structure: false, files: ["/a.ts"] });
  assert.equal(listeners.length, 1);
});

timed("answers to an earlier question, and about text that has changed since, are dropped", () => {
  const { tier, listeners, told, tick } = createTier({ "/a.ts": 1, "/b.ts": 1 });
  const facts = (id: number, path: string): void => { listeners[0]?.onAnswer({ kind: "facts", id, path, facts: noFacts }); };
  tier.textChanged("/a.ts");
  tick(delays.settle);
  facts(1, "/a.ts");
  tier.textChanged("/b.ts");
  facts(1, "/b.ts");
  tick(delays.settle);
  facts(1, "/a.ts");
  facts(2, "/b.ts");
  listeners[0]?.onAnswer({ kind: "done", id: 1 });
  listeners[0]?.onAnswer({ kind: "done", id: 2 });
  assert.deepEqual(told, ["/a.ts", "/b.ts", "done"]);
});

timed("it stops when nothing is asked for a while, and starts again with every text", () => {
  const { tier, asked, listeners, killed, tick } = createTier({ "/a.ts": 1 });
  tier.textChanged("/a.ts");
  tick(delays.settle);
  listeners[0]?.onAnswer({ kind: "done", id: 1 });
  tick(delays.idle);
  assert.equal(killed(), 1);
  assert.equal(tier.pid, undefined);
  tier.textChanged("/a.ts");
  tick(delays.settle);
  assert.equal(listeners.length, 2);
  assert.deepEqual(asked[1]?.texts, [{ path: "/a.ts", version: 1, text: "/a.ts 1" }]);
});

timed("a crash is made good once without a word; after the second it says so and is quiet", () => {
  const { tier, asked, listeners, told, tick } = createTier({ "/a.ts": 1 });
  tier.textChanged("/a.ts");
  tick(delays.settle);
  listeners[0]?.onCrash("SIGKILL");
  tick(delays.settle);
  assert.equal(asked.length, 2);
  assert.deepEqual(told, []);
  listeners[1]?.onCrash("SIGABRT");
  assert.deepEqual(told, ["the types process ended twice (SIGABRT); types are not looked at until the server is restarted"]);
  tier.textChanged("/a.ts");
  tier.filesChanged(["/a.ts"], true);
  tick(10_000);
  assert.equal(listeners.length, 2);
  assert.equal(told.length, 1);
});

timed("a process that does not answer is ended", () => {
  const { tier, listeners, killed, tick } = createTier({ "/a.ts": 1 });
  tier.textChanged("/a.ts");
  tick(delays.settle);
  tick(delays.hang);
  assert.equal(killed(), 1);
  tick(delays.settle);
  assert.equal(listeners.length, 2);
});

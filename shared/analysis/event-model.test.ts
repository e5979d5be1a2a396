import assert from "node:assert/strict";
import { test } from "node:test";
import { analyzeFile } from "./analyze.ts";
import fc from "fast-check";
import { tried } from "../../test/property.ts";
import { ChangingEventIndex, createEventIndex, matchesEvent } from "./event-model.ts";
import type { EventIndex } from "./event-model.ts";
import type { FileModel, Location } from "./model.ts";
import { MemoryFiles } from "./testing/fixture.ts";

interface Workspace {
  readonly index: EventIndex;
  /** Path and text of a place. */
  show(location: Location): string;
}

function workspace(fixture: string): Workspace {
  const files = MemoryFiles.of(fixture);
  const models = files.paths().map((path) => analyzeFile(path, files)).filter((model): model is FileModel => model !== undefined);
  return {
    index: createEventIndex(models),
    show: ({ path, span }) => `${path} ${files.source(path)?.text.slice(span.start, span.end) ?? ""}`,
  };
}

const SHOP = workspace(`
  //- /events.ts sdk:v4
  import { eventType } from "inngest";
  import { z } from "zod";
  export const paid = eventType("shop/order.paid", { schema: z.object({ orderId: z.string() }) });
  export const CANCELLED = "shop/order.cancelled";
  //- /client.ts
  import { Inngest } from "inngest";
  export const inngest = new Inngest({ id: "shop" });
  //- /functions.ts
  import { inngest } from "./client";
  import { CANCELLED, paid } from "./events";
  export const ship = inngest.createFunction({ id: "ship", triggers: paid, cancelOn: [{ event: CANCELLED }] }, async ({ step }) => {
    await step.waitForEvent("wait", { event: "shop/parcel.packed", timeout: "1d" });
    await step.sendEvent("tell", [{ name: "shop/parcel.sent" }, { name: CANCELLED }]);
    await step.sendEvent("again", paid.create({ orderId: "1" }));
  });
  export const audit = inngest.createFunction({ id: "audit", triggers: [{ event: "shop/*" }, { cron: "0 0 * * *" }] }, async () => {});
  inngest.send({ name: "shop/order.paid", data: { orderId: "1" } });
  inngest.send({ name: dynamic });
`);

test("declarations, senders and listeners of one event", () => {
  const event = SHOP.index.event("shop/order.paid");
  assert.deepEqual(event?.declarations.map(({ location }) => SHOP.show(location)), ['/events.ts "shop/order.paid"']);
  assert.deepEqual(event?.senders.map(SHOP.show), ["/functions.ts paid", '/functions.ts "shop/order.paid"']);
  assert.deepEqual(event?.listeners.map(({ location, functionId, kind }) => `${functionId ?? "?"} ${kind} ${SHOP.show(location)}`),
    ["ship trigger /functions.ts paid", 'audit trigger /functions.ts "shop/*"']);
});

test("waits and cancellations listen too, and so do wildcards", () => {
  const listeners = (name: string): string[] => SHOP.index.event(name)?.listeners.map(({ functionId, kind }) => `${functionId ?? "?"} ${kind}`) ?? [];
  assert.deepEqual(listeners("shop/parcel.packed"), ["ship wait", "audit trigger"]);
  assert.deepEqual(listeners("shop/order.cancelled"), ["ship cancelOn", "audit trigger"]);
  assert.deepEqual(listeners("shop/parcel.sent"), ["audit trigger"]);
});

test("the keys that are sent, and those that a handler reads", () => {
  const { index, show } = workspace(`
    //- /main.ts sdk:v4
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "shop" });
    inngest.createFunction({ id: "f", triggers: { event: "shop/paid" }, idempotency: "event.data.ref" }, async ({ event: { data }, step }) => {
      await step.run("a", () => use(data.order.id, data.user));
      if (data.coupon) await step.run("b", () => use(data.coupon, data.user));
      if (late) return;
      use(data.note);
    });
    inngest.createFunction({ id: "g", triggers: [{ event: "shop/paid" }, { event: "shop/refunded" }] }, async ({ event }) => use(event.data.order, event));
    inngest.createFunction({ id: "h", triggers: { event: "shop/paid" } }, wrapped(async ({ event }) => use(event.data.order)));
    inngest.send([{ name: "shop/paid", data: { order, user: 1 } }, { name: "shop/paid" }, { name: "shop/paid", data: { order, ...rest } }]);
  `);
  const event = index.event("shop/paid");
  assert.deepEqual(event?.senders.map(({ keys }) => keys), [["order", "user"], [], undefined]);
  const [first, second, third] = event.listeners;
  assert.deepEqual(first?.reads?.reads.filter(({ use }) => use !== "conditional").map(({ key, use, location }) => `${key} ${use} ${show(location)}`),
    ["order needed /main.ts order", "user taken /main.ts user", "coupon guarded /main.ts coupon"]);
  assert.deepEqual(first?.reads?.reads.filter(({ use }) => use === "conditional").map(({ key }) => key), ["note", "event", "data", "ref"]);
  assert.deepEqual([first?.reads?.open, second?.reads?.open, third?.reads], [false, true, undefined]);
  assert.deepEqual(second?.reads?.reads.map(({ key, use }) => `${key} ${use}`), ["order conditional"]);
});

test("a pattern has the senders of every name it matches", () => {
  const pattern = SHOP.index.event("shop/*");
  assert.deepEqual(pattern?.senders.map(SHOP.show), ['/functions.ts "shop/parcel.sent"', "/functions.ts CANCELLED", "/functions.ts paid", '/functions.ts "shop/order.paid"']);
  assert.deepEqual(pattern?.listeners.map(({ functionId }) => functionId), ["audit"]);
});

test("names are the mentioned ones, patterns left out", () => {
  assert.deepEqual(SHOP.index.names(), ["shop/order.cancelled", "shop/order.paid", "shop/parcel.packed", "shop/parcel.sent"]);
  assert.equal(SHOP.index.event("shop/never.mentioned"), undefined);
});

test("a wait in a helper belongs to the function that calls it", () => {
  const { index } = workspace(`
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    async function settle(step) { await step.waitForEvent("wait", { event: "a/settled", timeout: "1h" }); }
    inngest.createFunction({ id: "f", triggers: { event: "a/start" } }, async ({ step }) => { await settle(step); });
  `);
  assert.deepEqual(index.event("a/settled")?.listeners.map(({ functionId, kind }) => `${functionId ?? "?"} ${kind}`), ["f wait"]);
});

test("names match patterns by their beginning", () => {
  assert.ok(matchesEvent("a/*", "a/b.c"));
  assert.ok(matchesEvent("a/b.*", "a/b.c.d"));
  assert.ok(matchesEvent("a/b", "a/b"));
  assert.ok(!matchesEvent("a/*", "b/a"));
  assert.ok(!matchesEvent("a/b", "a/b.c"));
});

/** What a file may hold at one time or another; the number makes the places differ. */
const versions = [
  (n: number) => `${" ".repeat(n)}inngest.send({ name: "a/sent", data: { n: ${String(n)} } });`,
  (n: number) => `export const e${String(n)} = eventType("a/declared", { schema: z.object({ n: z.number() }) });`,
  (n: number) => `export const f = inngest.createFunction({ id: "f${String(n)}", triggers: [{ event: "a/*" }] }, async ({ step }) => { await step.waitForEvent("w", { event: "a/sent", timeout: "1h" }); });`,
];
const header = 'import { Inngest, eventType } from "inngest";\nimport { z } from "zod";\nconst inngest = new Inngest({ id: "app" });\n';

function modelOf(path: string, version: number, n: number): FileModel {
  const model = analyzeFile(path, MemoryFiles.of(`//- ${path} sdk:v4\n${header}${versions[version]?.(n) ?? ""}`));
  assert.ok(model);
  return model;
}

test("an index that follows edits says what a fresh one says", () => {
  const names = ["a/sent", "a/declared", "a/*", "a/other"];
  const edit = fc.record({ path: fc.constantFrom("/a.ts", "/b.ts", "/c.ts"), version: fc.integer({ min: -1, max: versions.length - 1 }), n: fc.integer({ min: 0, max: 3 }) });
  fc.assert(fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
    const models = new Map<string, FileModel>();
    const following = new ChangingEventIndex();
    for (const { path, version, n } of edits) {
      if (version < 0) models.delete(path);
      else models.set(path, modelOf(path, version, n));
      const sorted = [...models.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
      following.replace(path, models.get(path));
      const fresh = createEventIndex(sorted);
      assert.deepEqual(following.names(), fresh.names());
      assert.deepEqual(following.unclear(), fresh.unclear());
      for (const name of names) assert.deepEqual(following.event(name), fresh.event(name));
    }
  }), tried(40, 11));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { completeExpression, findExpressionAt, mentionAt } from "./expression-at.ts";
import type { ExpressionModel, FileModel, Snapshot } from "./model.ts";
import { parseFixture } from "./testing/fixture.ts";
import { showShape } from "./testing/show-shape.ts";
import { snapshotOf } from "./testing/snapshot.ts";

interface Cursor {
  readonly snapshot: Snapshot;
  readonly file: FileModel;
  readonly expression: ExpressionModel;
  readonly offset: number;
}

/** The options of a wait of a function that `shop/ordered` starts, with `§` for the cursor. */
function at(options: string, trigger = ""): Cursor | undefined {
  const text = `
    import { eventType, Inngest, staticSchema } from "inngest";
    const ordered = eventType("shop/ordered", { schema: staticSchema<{ orderId: string; items: { sku: string; count: number }[]; plan?: "free" | "pro" }>() });
    const paid = eventType("shop/paid", { schema: staticSchema<{ orderId: string; total: number }>() });
    new Inngest({ id: "app" }).createFunction({ id: "f", triggers: [{ event: ordered ${trigger} }] }, async ({ event, step }) => {
      await step.waitForEvent("w", { event: paid, timeout: "1h", ${options} });
    });`;
  const [fixture] = parseFixture(text);
  assert.ok(fixture);
  const offset = fixture.text.indexOf("§");
  const snapshot = snapshotOf([{ ...fixture, text: fixture.text.replace("§", "") }]);
  const file = snapshot.file("/main.ts");
  assert.ok(file);
  const expression = findExpressionAt(file, snapshot, offset);
  return expression && { snapshot, file, expression, offset };
}

/** What can be typed, keys with their shapes, functions as `name()`; and the word that it replaces. */
function complete(options: string, trigger?: string): string {
  const cursor = at(options, trigger);
  const found = cursor && completeExpression(cursor.snapshot, cursor.file, cursor.expression, cursor.offset);
  if (!cursor || !found) return "nothing";
  const names = found.candidates.map((candidate) => (candidate.kind === "function" ? `${candidate.name}()` : candidate.kind !== "key" ? candidate.name : `${candidate.name}:${showShape(candidate.shape)}`));
  const shown = names.filter((name) => !name.endsWith("()")).concat(names.some((name) => name.endsWith("()")) ? names.filter((name) => name.endsWith("()")).slice(0, 2) : []);
  return `${shown.join(" ")} [${cursor.file.text.slice(found.span.start, found.span.end)}]`;
}

function mention(options: string): string {
  const cursor = at(options);
  const found = cursor && mentionAt(cursor.snapshot, cursor.file, cursor.expression, cursor.offset);
  if (!cursor || !found) return "nothing";
  const word = cursor.file.text.slice(found.span.start, found.span.end);
  return found.kind === "path" ? `${word}: ${found.path} is ${showShape(found.shape)}` : `${word}: ${found.info.signature}`;
}

test("what can be typed: roots, keys of both events, functions of what stands before the dot", () => {
  assert.equal(complete('if: "§"'), "event async has() size() []");
  assert.equal(complete('if: "ev§"'), "event async has() size() [ev]");
  assert.equal(complete('if: "event.§"'), "name:string data:{orderId:string,items:{sku:string,count:number}[],plan?:\"free\"|\"pro\"} id:string ts:number v:string user:any meta:any []");
  assert.equal(complete("if: 'event.data.orderId == async.data.to§'"), "orderId:string total:number [to]");
  assert.equal(complete('if: "event.data.items[0].§sku == 1"'), "sku:string count:number [sku]");
  assert.equal(complete('if: "event.data.items.ex§"'), "size() exists() [ex]");
  assert.equal(complete('if: "event.data.orderId.§"'), "size() contains() []");
  assert.equal(complete("if: `event.data.orderId == '${event.data.orderId}' && async.data.§`"), "orderId:string total:number []");
  assert.equal(complete('if: "event.data[\\"plan\\"] == \'pro\' || async.§"').startsWith("name:string data:{orderId:string,total:number}"), true);
  assert.equal(complete('match: "data.§"'), "orderId:string []");
  assert.equal(complete('timeout: "1h"', ', if: "as§"'), "event has() size() [as]");
});

test("the values that a schema lists, in a string beside what they may be", () => {
  assert.equal(complete("if: \"event.data.plan == '§'\""), "free pro []");
  assert.equal(complete("if: \"async.data.total > 1 && event.data.plan != 'p§x'\""), "free pro [px]");
});

test("keys of one trigger's event, whatever the others bring", () => {
  assert.match(complete('if: "event.data.§"', '}, { cron: "0 9 * * *" }, { event: "app/unknown"'), /^orderId:string items/);
});

test("nothing can be typed in a string, in a number, in what is filled in or below what is not there", () => {
  assert.equal(complete("if: \"event.data.orderId == 'ev§'\""), "nothing");
  assert.equal(complete('if: "event.data.count == 1.§"'), "nothing");
  assert.equal(complete("if: `async.data.orderId == '${event.da§ta.orderId}'`"), "nothing");
  assert.equal(complete('timeout: "1§h"'), "nothing");
  assert.equal(complete('if: "event.data.nothing.§"'), " []");
});

test("what a word is", () => {
  assert.equal(mention('if: "event.data.or§derId == async.data.orderId"'), "orderId: event.data.orderId is string");
  assert.equal(mention('if: "event.d§ata.orderId == async.data.orderId"'), "data: event.data is {orderId:string,items:{sku:string,count:number}[],plan?:\"free\"|\"pro\"}");
  assert.equal(mention('if: "as§ync.data.total > 1"').startsWith("async: async is {name:string,data:{orderId:string,total:number}"), true);
  assert.equal(mention('if: "event.data.items.exi§sts(item, item.sku == \'x\')"'), "exists: list.exists(item, condition)");
  assert.equal(mention('if: "si§ze(event.data.items) > 1"'), "size: size(value)");
  assert.equal(mention('match: "data.or§derId"'), "orderId: async.data.orderId is string");
  assert.equal(mention('if: "event.data.noth§ing"'), "nothing");
  assert.equal(mention("if: \"event.data.orderId == 'or§derId'\""), "nothing");
});

test("places in escapes are told right", () => {
  assert.equal(mention('if: "event.data[\\"plan\\"] == \'a\\u0062\\x63\\t\' && async.data.to§tal > 1"'), "total: async.data.total is number");
  assert.equal(mention("if: `event.data.plan == 'pro'\n   && async.data.to§tal > 1`"), "total: async.data.total is number");
});

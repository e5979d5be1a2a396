import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventTree } from "../../../shared/protocol/event-tree.ts";
import type { FunctionTree } from "../../../shared/protocol/function-tree.ts";
import { toFlowGraph } from "./graph-layout.ts";
import { toFlowPage } from "./graph-html.ts";

const at = (line: number) => ({ uri: "file:///app/a b.ts", line, character: 2 });
const functions: FunctionTree = [
  { id: "signup", label: "signup", place: at(1), triggers: [], steps: [] },
  { id: "sync", label: "sync", place: at(9), triggers: [], steps: [] },
  { label: "<img src=x>", place: at(20), triggers: [], steps: [] },
];
const events: EventTree = [
  { name: "app/user.activated", place: at(30), leaves: [{ label: "signup", role: "sends", place: at(2) }, { label: "signup", role: "sends", place: at(3) }, { label: "sync", role: "starts", place: at(9) }, { label: "sync", role: "waits", place: at(10) }] },
  { name: "app/user.signup", place: at(31), leaves: [{ label: "server.ts", role: "sends", place: at(40) }, { label: "signup", role: "starts", place: at(1) }] },
];

test("senders stand to the left of an event, listeners to its right, and each pair is one line", () => {
  const { nodes, edges, width, height } = toFlowGraph(functions, events);
  const x = (label: string): number => nodes.find((node) => node.label === label)?.x ?? Number.NaN;
  const order = ["server.ts", "app/user.signup", "signup", "app/user.activated", "sync"].map(x);
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
  assert.deepEqual(edges.map(({ role }) => role), ["sends", "starts", "sends", "starts"]);
  assert.equal(nodes.find(({ label }) => label === "server.ts")?.kind, "file");
  for (const node of nodes) assert.ok(node.x - node.width / 2 >= 0 && node.x + node.width / 2 <= width && node.y > 0 && node.y < height, node.label);
});

test("functions that call each other in a circle, and none at all, are drawn", () => {
  const circle: EventTree = [{ name: "app/again", place: at(1), leaves: [{ label: "sync", role: "sends", place: at(2) }, { label: "sync", role: "starts", place: at(2) }] }];
  assert.equal(toFlowGraph(functions, circle).edges.length, 2);
  assert.match(toFlowPage(toFlowGraph([], []), "n0"), /No function of this workspace/);
});

test("the page runs nothing, shows names as text, and links each node to its place", () => {
  const page = toFlowPage(toFlowGraph(functions, events), "n0");
  assert.ok(!page.includes("<img") && !/<script/i.test(page));
  assert.match(page, /default-src 'none'; style-src 'nonce-n0'/);
  assert.ok(page.includes(`command:inngest.showPlaces?${encodeURIComponent(JSON.stringify([{ at: at(30), places: [] }]))}`));
});

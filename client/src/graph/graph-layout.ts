/** Pure: functions and events of the workspace as a graph, each node at its place. */
import { Graph, layout } from "@dagrejs/dagre";
import type { EventTree } from "../../../shared/protocol/event-tree.ts";
import type { FunctionTree, TreePlace } from "../../../shared/protocol/function-tree.ts";

export interface FlowNode {
  /** `file`: what sends outside of every function. */
  readonly kind: "function" | "event" | "file";
  readonly label: string;
  readonly place: TreePlace;
  /** Of its middle, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface FlowEdge {
  readonly role: "sends" | "starts" | "waits" | "is cancelled";
  /** From node to node, by way of where it bends. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface FlowGraph {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly width: number;
  readonly height: number;
}

export const nodeHeight = 28;
/** Roughly what a letter takes, and the mark before the label. */
const toWidth = (label: string): number => Math.min(320, 40 + label.length * 7.5);

type Drawn = Pick<FlowNode, "kind" | "label" | "place">;

/** From left to right: who sends, the event, who listens. A function that no event concerns stands by itself. */
export function toFlowGraph(functions: FunctionTree, events: EventTree): FlowGraph {
  const nodes = new Map<string, Drawn>();
  const edges: { readonly from: string; readonly to: string; readonly role: FlowEdge["role"] }[] = [];
  for (const { label, place } of functions) nodes.set(`function ${label}`, { kind: "function", label, place });
  for (const { name, place, leaves } of events) {
    const event = `event ${name}`;
    nodes.set(event, { kind: "event", label: name, place });
    for (const { label, role, place: at } of leaves) {
      const known = `function ${label}`;
      const other = nodes.has(known) ? known : `file ${label}`;
      if (!nodes.has(other)) nodes.set(other, { kind: "file", label, place: at });
      const edge = role === "sends" ? { from: other, to: event, role } : { from: event, to: other, role };
      if (!edges.some(({ from, to }) => from === edge.from && to === edge.to)) edges.push(edge);
    }
  }
  return place(nodes, edges);
}

function place(nodes: ReadonlyMap<string, Drawn>, edges: readonly { readonly from: string; readonly to: string; readonly role: FlowEdge["role"] }[]): FlowGraph {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 60, marginx: 20, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [key, { label }] of nodes) graph.setNode(key, { width: toWidth(label), height: nodeHeight });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    nodes: [...nodes].map(([key, node]) => {
      const { x, y, width: own } = graph.node(key) as { readonly x: number; readonly y: number; readonly width: number };
      return { ...node, x, y, width: own };
    }),
    edges: edges.map(({ from, to, role }) => ({ role, points: (graph.edge(from, to) as { readonly points: FlowEdge["points"] }).points })),
    width, height,
  };
}

/** The graph of functions and events. Bundled as a file of its own: its layout is loaded only when it is looked at. */
export { toFlowGraph } from "./graph/graph-layout.ts";
export { toFlowPage } from "./graph/graph-html.ts";

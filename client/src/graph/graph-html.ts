/** The graph as a page without script: each node a link to its place, each edge a line, in the editor's colours. */
import { showPlacesCommand, type PlacesTarget } from "../../../shared/protocol/commands.ts";
import { escapeHtml } from "../escape-html.ts";
import { nodeHeight, type FlowEdge, type FlowGraph, type FlowNode } from "./graph-layout.ts";

const marks: Readonly<Record<FlowNode["kind"], readonly [mark: string, said: string]>> = { function: ["ƒ", "function"], event: ["⚡", "event"], file: ["▤", "file"] };

function toLink({ kind, label, place, x, y, width }: FlowNode): string {
  const href = `command:${showPlacesCommand}?${encodeURIComponent(JSON.stringify([{ at: place, places: [] } satisfies PlacesTarget]))}`;
  const [mark, said] = marks[kind];
  const name = escapeHtml(label);
  return `<a class="${kind}" href="${href}" title="${name}" aria-label="${said} ${name}" style="left:${String(x - width / 2)}px;top:${String(y - nodeHeight / 2)}px;width:${String(width)}px"><i>${mark}</i> ${name}</a>`;
}

function toLine({ role, points }: FlowEdge): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const at = ({ x, y }: { readonly x: number; readonly y: number }): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `<path class="${role.replace(" ", "-")}" marker-end="url(#arrow)" d="M${at(first)}${rest.map((point) => ` L${at(point)}`).join("")}"/>`;
}

const style = `
body { padding: 0 16px; color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); }
.flow { position: relative; } .flow svg { position: absolute; left: 0; top: 0; }
.flow a { position: absolute; height: ${String(nodeHeight)}px; line-height: ${String(nodeHeight - 2)}px; box-sizing: border-box; padding: 0 10px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  color: inherit; text-decoration: none; border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, #8888)); border-radius: 4px; background: var(--vscode-editorWidget-background); }
.flow a:hover, .flow a:focus { border-color: var(--vscode-focusBorder); outline: none; }
.flow a.event { border-radius: 14px; } .flow a.file { border-style: dashed; } i { font-style: normal; color: var(--vscode-symbolIcon-functionForeground); } .event i { color: var(--vscode-symbolIcon-eventForeground); }
path { fill: none; stroke: var(--vscode-descriptionForeground); } .waits { stroke-dasharray: 6 3; } .is-cancelled { stroke-dasharray: 2 3; } marker path { fill: var(--vscode-descriptionForeground); stroke: none; }
.quiet { color: var(--vscode-descriptionForeground); }`;

export function toFlowPage({ nodes, edges, width, height }: FlowGraph, nonce: string): string {
  const empty = '<p class="quiet">No function of this workspace sends an event or listens to one yet.</p>';
  // Positions are attributes of each node: they are ours, and numbers.
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; style-src-attr 'unsafe-inline'">
<title>Inngest</title><style nonce="${nonce}">${style}</style></head>
<body>
<p class="quiet">From left to right: who sends, the event, who listens. Dashed: waits for it. Dotted: is cancelled by it.</p>
${nodes.length === 0 ? empty : `<div class="flow" style="width:${String(width)}px;height:${String(height)}px">
<svg width="${String(width)}" height="${String(height)}" aria-hidden="true"><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>
${edges.map(toLine).join("\n")}</svg>
${nodes.map(toLink).join("\n")}
</div>`}
</body></html>`;
}

/** Rows of the Functions view. A function's row is also the argument of its Run and Debug actions. */
import type { FunctionTarget } from "../../../shared/protocol/commands.ts";
import type { FunctionTree, FunctionTreeLeaf, FunctionTreeNode, TreePlace } from "../../../shared/protocol/function-tree.ts";

export interface Row extends FunctionTarget {
  /** Unlike every other row's, and the same after an edit that leaves the names alone: what was open stays open. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says: what the icon tells those who see it. */
  readonly spoken: string;
  readonly contextValue: "function" | "trigger" | "step";
  readonly tool: string;
  readonly place: TreePlace;
  readonly children: readonly Row[];
  /** Another function has the same name: the row says where it is. */
  readonly ambiguous?: true;
}

export function toRows(tree: FunctionTree): Row[] {
  const seen = new Map<string, number>();
  const unique = (key: string): string => {
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return count === 0 ? key : `${key}#${String(count)}`;
  };
  const labels = tree.map(({ label }) => label);
  return tree.map((node) => toFunctionRow(node, unique)).map((row) => (labels.indexOf(row.label) === labels.lastIndexOf(row.label) ? row : { ...row, ambiguous: true }));
}

function toFunctionRow(node: FunctionTreeNode, unique: (key: string) => string): Row {
  const key = unique(`${node.place.uri}/${node.label}`);
  const leaf = (contextValue: "trigger" | "step") => ({ label, tool, place }: FunctionTreeLeaf): Row => ({
    key: unique(`${key}/${contextValue}/${label}`), label, description: contextValue === "step" ? `step.${tool}` : tool, spoken: `${contextValue} ${label}, ${tool}`, contextValue, tool, place, uri: place.uri, children: [],
  });
  const description = node.triggers.map(({ label }) => label).join(", ");
  return {
    key,
    label: node.label,
    description,
    spoken: `function ${node.label}${description === "" ? "" : `, started by ${description}`}`,
    contextValue: "function",
    tool: "function",
    place: node.place,
    uri: node.place.uri,
    ...(node.id === undefined ? {} : { functionId: node.id }),
    children: [...node.triggers.map(leaf("trigger")), ...node.steps.map(leaf("step"))],
  };
}

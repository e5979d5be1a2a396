/** One function of many branches: how the analysis of its paths grows with their number. */
import { analyzeFile } from "../shared/analysis/analyze.ts";
import { MemoryFiles } from "../shared/analysis/testing/fixture.ts";
import { median, type Figure } from "./report.ts";

const HEAD = 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "a" });\n';
const few = 200;
const times = 5;
const pairs = 5;

interface Shape {
  readonly name: string;
  readonly end: string;
  branch(index: number): string;
}

const shapes: readonly Shape[] = [
  { name: "else if that returns", end: "", branch: (index) => `${index > 0 ? "else " : ""}if (event.data.kind === "k${String(index)}" && pro) { await step.run("a", () => 1); return; }` },
  { name: "early returns", end: "", branch: (index) => `if (event.data.a${String(index)} || pro) return; await step.run("s${String(index)}", () => 1); pro = event.data.b;` },
  { name: "chained ?:", end: " : 0);", branch: (index) => `${index > 0 ? ": " : "await ("}event.data.kind === ${String(index)} ? step.run("a", () => 1)` },
  { name: "chained &&", end: ') await step.run("a", () => 1);', branch: (index) => `${index > 0 ? " && " : "if ("}event.data.a${String(index)}` },
];

/** Milliseconds of one analysis of a function with `count` branches. */
function time({ branch, end }: Shape, count: number): number {
  const body = Array.from({ length: count }, (_, index) => branch(index)).join(" ") + end;
  const files = MemoryFiles.of(`//- /main.ts sdk:v4\n${HEAD}inngest.createFunction({ id: "f", triggers: [] }, async ({ event, step }) => { let pro = true; ${body} });`);
  const start = performance.now();
  if ((analyzeFile("/main.ts", files)?.functions[0]?.steps.length ?? 0) === 0) throw new Error("the function has no steps");
  return performance.now() - start;
}

export function measureBranches(): Figure[] {
  return shapes.map((shape) => {
    time(shape, few);
    const ratios = Array.from({ length: pairs }, () => time(shape, times * few) / time(shape, few));
    return { what: `growth with branches: ${shape.name}`, measured: median(ratios), unit: "times", target: 10, how: `${String(times * few)} to ${String(few)} branches, median of ${String(pairs)}; ${String(times)} is linear, ${String(times ** 2)} quadratic` };
  });
}

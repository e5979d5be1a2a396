/** What two places of one function have to do with each other in one execution. */
import type { ControlPath, Decided, Decision, Decisions } from "./model.ts";

export type PathRelation = "exclusive" | "sequential" | "parallel";

/**
 * How two steps of one function relate in one execution: never both, at the same time, or one after the other.
 * `parallel` wins over nothing but `sequential`: members of one group in exclusive branches stay exclusive.
 */
export function relatePaths(a: ControlPath, b: ControlPath): PathRelation {
  if (areExclusive(a.decisions, b.decisions)) return "exclusive";
  const parallel = a.parallel.some((left) => b.parallel.some((right) => left.group === right.group && left.member !== right.member));
  return parallel ? "parallel" : "sequential";
}

export function withDecisions(before: Decisions | undefined, known: readonly Decided[]): Decisions | undefined {
  return known.length === 0 ? before : { known, before, depth: (before?.depth ?? 0) + 1 };
}

export function negate(decision: Decision): Decision {
  return { statement: decision.statement, branch: decision.branch.startsWith("!") ? decision.branch.slice(1) : `!${decision.branch}` };
}

/** What both paths decided alike, before they part, tells nothing: only what comes after is compared. */
function areExclusive(a: Decisions | undefined, b: Decisions | undefined): boolean {
  const [left, right]: [Decisions[], Decisions[]] = [[], []];
  let [x, y] = [a, b];
  while (x !== y) {
    if (x && x.depth >= (y?.depth ?? 0)) {
      left.push(x);
      x = x.before;
    } else if (y) {
      right.push(y);
      y = y.before;
    }
  }
  const [parting, other] = [left.at(-1)?.known[0], right.at(-1)?.known[0]];
  if (!parting || !other) return false;
  // Most often they part at the two sides of one statement.
  if (contradict(parting, other)) return true;
  const facts = new Facts(left);
  const others = new Facts(right);
  return others.decisions.some((decision) => facts.deny(decision)) || facts.denyOneOf(others, x) || others.denyOneOf(facts, x);
}

function contradict(a: Decided, b: Decided): boolean {
  if ("anyOf" in a || "anyOf" in b || a.statement !== b.statement || a.branch === b.branch) return false;
  const denies = a.branch.startsWith("!");
  if (denies === b.branch.startsWith("!")) return !denies;
  return a.branch === negate(b).branch;
}

/** Shared decisions looked at where one of several things must be true: enough for code that people write. */
const LOOK_BACK = 64;

/** Decisions by statement: which branch was taken, and which were not. */
class Facts {
  readonly decisions: Decision[] = [];
  readonly #anyOf: (readonly (readonly Decision[])[])[] = [];
  readonly #taken = new Map<string, Set<string>>();
  readonly #denied = new Map<string, Set<string>>();

  constructor(nodes: readonly Decisions[]) {
    for (const node of nodes) this.#add(node);
  }

  #add({ known }: Decisions): void {
    for (const decided of known) {
      if ("anyOf" in decided) {
        this.#anyOf.push(decided.anyOf);
        continue;
      }
      this.decisions.push(decided);
      const denied = decided.branch.startsWith("!");
      const byStatement = denied ? this.#denied : this.#taken;
      const branch = denied ? decided.branch.slice(1) : decided.branch;
      const same = byStatement.get(decided.statement);
      if (same) same.add(branch);
      else byStatement.set(decided.statement, new Set([branch]));
    }
  }

  /** Two branches of one statement deny each other; a branch that was not taken denies only itself. */
  deny({ statement, branch }: Decision): boolean {
    const taken = this.#taken.get(statement);
    if (branch.startsWith("!")) return taken?.has(branch.slice(1)) ?? false;
    if (this.#denied.get(statement)?.has(branch)) return true;
    return taken !== undefined && (taken.size > 1 || !taken.has(branch));
  }

  /** `a || b` on the other path, where neither can be true on this one. */
  denyOneOf(others: Facts, shared: Decisions | undefined): boolean {
    if (others.#anyOf.length === 0) return false;
    const back: Decisions[] = [];
    for (let node = shared; node && back.length < LOOK_BACK; node = node.before) back.push(node);
    const before = new Facts(back);
    return others.#anyOf.some((alternatives) => alternatives.every((alternative) => alternative.some((decision) => this.deny(decision) || before.deny(decision))));
  }
}

/** Published security advisories about the `inngest` package itself; those about its dependencies are for a package manager to tell. */
export interface Advisory {
  readonly id: string;
  /** First version that has the weakness, and first that has it no more. */
  readonly from: string;
  readonly fixed: string;
  /** What goes wrong, to follow "in this version". */
  readonly summary: string;
}

const advisories: readonly Advisory[] = [
  { id: "CVE-2026-42047", from: "3.22.0", fixed: "3.54.0", summary: "`serve` answers some requests with variables of the environment" },
];

/** Advisories that a version is subject to; a pre-release counts as the version that it leads to. */
export function advisoriesFor(version: string): readonly Advisory[] {
  return advisories.filter(({ from, fixed }) => compare(version, from) >= 0 && compare(version, fixed) < 0);
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[-+]/, 1)[0]?.split(".").map(Number) ?? []);
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

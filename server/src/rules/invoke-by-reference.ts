import type { FileModel, Snapshot, Span } from "../../../shared/analysis/model.ts";
import type { Fix, Rule, TextEdit } from "./rule.ts";
import { findStepCalls, quoteLike } from "./support/steps.ts";

/** `step.invoke` with the function's id as a string, which v3 still takes and v4 refuses. */
export const invokeByReference: Rule = {
  id: "invoke-by-reference",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "`step.invoke` is given a function or a `referenceFunction`; SDK v4 refuses a string.",
  *check(file, { snapshot }) {
    for (const { invokes } of findStepCalls(file, snapshot)) {
      if (invokes?.kind !== "string" || file.sdk === undefined) continue;
      const fix = invokes.value === undefined ? undefined : createFix(file, snapshot, invokes.span, invokes.value);
      yield {
        rule: invokeByReference.id,
        span: invokes.span,
        ...(file.sdk === 4
          ? { message: "`step.invoke` takes a function or a `referenceFunction`; given a string it throws" }
          : { severity: "warning" as const, message: "`step.invoke` with a string is deprecated, and SDK v4 refuses it; use the function or a `referenceFunction`" }),
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

/** The string is `<app id>-<function id>`; where the one ends and the other begins, a function of the workspace tells. */
function createFix(file: FileModel, snapshot: Snapshot, span: Span, composite: string): Fix | undefined {
  if (!/^["'`]/.test(file.text.slice(span.start, span.end))) return undefined;
  const ids = snapshot.functionIds().filter((id) => composite.endsWith(`-${id}`) && composite.length > id.length + 1);
  const [functionId, ...others] = ids;
  if (functionId === undefined || others.length > 0) return undefined;
  const quoted = (text: string): string => quoteLike(file, span, text);
  const appId = composite.slice(0, -functionId.length - 1);
  const newText = `referenceFunction({ appId: ${quoted(appId)}, functionId: ${quoted(functionId)} })`;
  return { title: "Use 'referenceFunction'", preferred: true, edits: [{ path: file.path, span, newText }, ...importReference(file)] };
}

function importReference(file: FileModel): TextEdit[] {
  if (/\breferenceFunction\b/.test(file.text)) return [];
  const insert = (at: number, newText: string): TextEdit[] => [{ path: file.path, span: { start: at, end: at }, newText }];
  const existing = /^import \{(?=[^}]*\} from ["']inngest["'])/m.exec(file.text);
  if (existing) return insert(existing.index + existing[0].length, " referenceFunction,");
  return insert(/^import\b/m.exec(file.text)?.index ?? 0, `import { referenceFunction } from ${quoteLike(file, { start: 0, end: 0 }, "inngest")};\n`);
}

import type { FileModel, FunctionModel } from "../../../shared/analysis/model.ts";
import type { Fix, Rule } from "./rule.ts";
import { addProperties, contains, isWrittenKey, removeProperty } from "./support/edits.ts";

/** `createFunction` in the form of the other major version: v3 then has no handler, and v4 throws. */
export const sdkCallShape: Rule = {
  id: "sdk-call-shape",
  group: "functions",
  severity: "error",
  fixable: true,
  summary: "`createFunction` is called in the form of the installed SDK: triggers in the options on v4, as the second argument on v3.",
  *check(file) {
    for (const fn of file.functions) {
      if (fn.callShape === undefined || fn.sdk === undefined || fn.callShape === fn.sdk) continue;
      const fix = fn.sdk === 4 ? moveTriggerIn(file, fn) : moveTriggersOut(file, fn);
      yield {
        rule: sdkCallShape.id,
        span: fn.calleeSpan,
        message: fn.sdk === 4
          ? "on SDK v4 `createFunction` takes the triggers in its options and the handler second; this call throws"
          : "on SDK v3 `createFunction` takes the trigger second and the handler third; this function has no handler",
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

/** The trigger as an option; undefined where the options may have triggers already. */
export function moveTriggerIn(file: FileModel, { argumentSpans, options }: FunctionModel): Fix | undefined {
  const [first, second] = argumentSpans;
  if (!first || !second) return undefined;
  const text = file.text.slice(first.start, first.end);
  const triggers = `triggers: ${file.text.slice(second.start, second.end)}`;
  const whole = (newText: string): Fix["edits"] => [{ path: file.path, span: first, newText }];
  const added = options?.kind === "object" && options.span.start === first.start
    ? addProperties(file, options, [triggers])
    : whole(options?.kind === "string" ? `{ id: ${text}, ${triggers} }` : `{ ...${text}, ${triggers} }`);
  if (options?.kind === "object" && options.properties.some(({ key }) => key === "triggers")) return undefined;
  return { title: "Move the trigger into the options", preferred: true, edits: [...added, { path: file.path, span: { start: first.end, end: second.end }, newText: "" }] };
}

function moveTriggersOut(file: FileModel, { argumentSpans: [first], options }: FunctionModel): Fix | undefined {
  const triggers = options?.kind === "object" ? options.properties.find(({ key }) => key === "triggers") : undefined;
  if (!first || !triggers || !isWrittenKey(file, triggers) || !contains(first, triggers.span)) return undefined;
  const value = /^triggers\s*:\s*/.exec(file.text.slice(triggers.span.start, triggers.span.end));
  const text = file.text.slice(triggers.span.start + (value?.[0].length ?? 0), triggers.span.end);
  return {
    title: "Move the triggers out of the options", preferred: true,
    edits: [removeProperty(file, triggers), { path: file.path, span: { start: first.end, end: first.end }, newText: `, ${text}` }],
  };
}

/** Reads what an app sends to register. Source: SDK specification 4.3.2 and SDK 3.54 and 4.24. */
import * as v from "valibot";
import { findRegistrationProblems } from "../../../shared/inngest/registration-limits.ts";
import type { JsonValue } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { toFunctionConfig } from "../wire/registration.ts";

export interface App {
  /** The client's id. */
  readonly id: string;
  /** Of its serve endpoint, without a query. */
  readonly url: string;
  /** `js:v4.24.0`. */
  readonly sdk: string;
  readonly framework: string;
  readonly functions: readonly FunctionConfig[];
  /** Whether its code or environment names an event API; undefined where the SDK does not say. */
  readonly redirectsEvents?: boolean;
}

const text = v.pipe(v.string(), v.minLength(1));
const optionalText = v.optional(v.nullable(v.string()));

const functionShape = v.looseObject({
  id: text,
  name: v.optional(v.string()),
  triggers: v.optional(v.array(v.looseObject({ event: v.optional(v.string()), expression: v.optional(v.string()), cron: v.optional(v.string()), jitter: v.optional(v.string()) }))),
  steps: v.optional(v.record(v.string(), v.looseObject({ retries: v.optional(v.looseObject({ attempts: v.optional(v.number()) })) }))),
});

/** What later versions of SDK v4 say of themselves. What is false is left out. */
const observationsShape = v.looseObject({ sendEvents: v.optional(v.looseObject({ config: v.optional(v.looseObject({ eventApiOriginOverrideConfigured: v.optional(v.boolean(), false) }), {}) })) });

const shape = v.looseObject({ appName: text, url: text, sdk: optionalText, framework: optionalText, functions: v.array(functionShape), featureObservations: v.fallback(v.optional(observationsShape, {}), {}) });

function findRepeated(ids: readonly string[]): string | undefined {
  return ids.find((id, index) => ids.indexOf(id) !== index);
}

type GivenFunction = v.InferOutput<typeof functionShape>;

/** The address repeats the app's, with what this very registration was asked with. */
function withoutAddress(fn: GivenFunction): GivenFunction {
  const steps = Object.entries(fn.steps ?? {}).map(([name, { runtime: _, ...step }]) => [name, step]);
  return { ...fn, steps: Object.fromEntries(steps) as GivenFunction["steps"] };
}

/** The app, or one sentence that says why it cannot be taken. */
export function readRegistration(body: JsonValue | undefined): App | string {
  const read = v.safeParse(shape, body);
  if (!read.success) {
    const [issue] = read.issues;
    return `the registration is not of the SDK's form: ${v.getDotPath(issue) ?? "the body"}: ${issue.message}`;
  }
  const { appName: id, url, sdk, framework, functions, featureObservations } = read.output;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return `the app \`${id}\` registers with \`${url}\`, which is no http address`;
  if (functions.length === 0) return `the app \`${id}\` has no functions: pass them to \`serve({ client, functions })\``;
  const repeated = findRepeated(functions.map((fn) => fn.id));
  if (repeated !== undefined) return `the app \`${id}\` has two functions with the id \`${repeated}\`; give each its own id`;
  const problems = functions.flatMap(findRegistrationProblems);
  if (problems.length > 0) return `the app \`${id}\` is not taken, as Inngest would not take it: ${problems.join("; ")}`;
  const address = new URL(url);
  const redirectsEvents = featureObservations.sendEvents?.config.eventApiOriginOverrideConfigured;
  return { id, url: address.origin + address.pathname, sdk: sdk ?? "", framework: framework ?? "", functions: functions.map((fn) => toFunctionConfig(withoutAddress(fn), id)), ...(redirectsEvents === undefined ? {} : { redirectsEvents }) };
}

/**
 * Replays a recorded run of an Inngest function against the function as it is now, with the SDK that is installed. Step
 * bodies do not run: each step gives what it gave when it was recorded. Events are taken down, none leaves this process.
 * Written by Stepwise for Inngest beside the tests that use it.
 */
export interface RecordedRun {
  /** Id of the function, as written in `createFunction`. */
  function: string;
  events: { name: string; data?: unknown }[];
  /** In the order in which they ended. */
  steps: { id: string; hashedId: string; opcode: string; output?: unknown; error?: { name: string; message: string } }[];
}

export interface Replayed {
  /** Ids of the steps that the function took. */
  steps: string[];
  emitted: { step?: string; name: string; data: unknown }[];
  output?: unknown;
  error?: string;
}

interface Op {
  id: string;
  op: string;
  displayName?: string;
  error?: { message: string };
  opts?: { type?: string };
  userland?: { id: string; index?: number };
}

interface InngestFunction {
  client: object;
  id(prefix?: string): string;
}

type Request = { body: object; url: string };
type Handler = (request: Request) => Promise<{ status: number; body: unknown }>;
interface Sdk {
  // Each version of the SDK has a type of its own for the handler's options.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  InngestCommHandler: new (options: any) => { createHandler(): unknown };
}

/** Requests the function would have to be answered endlessly beyond. */
const maxCalls = 3000;

/** @param load Imports the module that exports the function, or that creates it on an exported client. */
export async function replay(sdk: Sdk, load: () => Promise<object>, run: RecordedRun): Promise<Replayed> {
  const emitted: Replayed["emitted"] = [];
  let outside: Replayed["emitted"] = [];
  let sending: Op | undefined;
  const restore = takeDownEvents((events) => {
    const step = sending?.userland?.id;
    for (const { name, data } of events) (step === undefined ? outside : emitted).push({ ...(step === undefined ? {} : { step }), name, data: data ?? {} });
    const recorded = run.steps.find(({ hashedId }) => hashedId === sending?.id)?.output as { ids?: string[] } | undefined;
    return events.map((_event, index) => recorded?.ids?.[index] ?? `01REPLAYED${String(emitted.length + index).padStart(16, "0")}`);
  });
  try {
    const fn = findFunction(await load(), run.function);
    const call = createCaller(sdk, fn, run);
    const known = new Map<string, unknown>();
    const taken: string[] = [];
    for (let calls = 0; calls < maxCalls; calls++) {
      outside = [];
      const { status, body } = await call("step", known);
      if (status === 200) return { steps: taken, emitted: [...emitted, ...outside], output: body ?? null };
      if (status !== 206) return { steps: taken, emitted: [...emitted, ...outside], error: (body as { message?: string } | null)?.message ?? `status ${status}` };
      const fresh = (body as Op[]).filter(({ id }) => !known.has(id));
      const recorded = run.steps.filter(({ hashedId }) => fresh.some(({ id }) => id === hashedId));
      if (recorded.length === 0) throw new Error(`\`${run.function}\` now takes ${fresh.map(nameOf).join(", ") || "no step"} after ${taken.at(-1) ?? "its start"}, where the recorded run took no such step`);
      for (const step of recorded) {
        const op = fresh.find(({ id }) => id === step.hashedId);
        if (op?.opts?.type === "step.sendEvent") {
          sending = op;
          const answer = await call(op.id, known);
          sending = undefined;
          const [result] = Array.isArray(answer.body) ? answer.body as Op[] : [];
          if (result?.op !== "StepRun") throw new Error(`step ${nameOf(op)} could not send its events: ${result?.error?.message ?? JSON.stringify(answer.body)}`);
        }
        known.set(step.hashedId, toWire(step));
        taken.push(step.id);
      }
    }
    throw new Error(`\`${run.function}\` did not end within ${maxCalls} calls`);
  } finally {
    restore();
  }
}

const nameOf = ({ userland, displayName, id }: Op): string => `\`${userland?.id ?? displayName ?? id}\``;

/** A memoized result as the SDK takes it back. */
function toWire({ opcode, output = null, error }: RecordedRun["steps"][number]): unknown {
  if (error !== undefined) return { error };
  return opcode === "Sleep" || opcode === "WaitForEvent" ? output : { data: output };
}

function createCaller(sdk: Sdk, fn: InngestFunction, run: RecordedRun) {
  const handler = new sdk.InngestCommHandler({
    frameworkName: "replay", client: fn.client, functions: [fn], skipSignatureValidation: true,
    handler: (request: Request) => ({
      body: () => request.body, headers: (name: string) => (name.toLowerCase() === "host" ? "replay.invalid" : null), method: () => "POST",
      url: () => new URL(request.url), transformResponse: (response: unknown) => response, isProduction: () => false,
    }),
  }).createHandler() as Handler;
  const id = fn.id((fn.client as { id: string }).id);
  const events = run.events.map((event) => ({ data: {}, ...event }));
  return async (stepId: string, known: ReadonlyMap<string, unknown>) => {
    const body = {
      event: events[0], events, steps: Object.fromEntries(known), version: -1, use_api: false,
      ctx: {
        run_id: "01JREPLAY0000000000000000X", step_id: stepId, env: "dev", attempt: 0, max_attempts: 1, use_api: false, disable_immediate_execution: true,
        stack: { stack: [...known.keys()], current: known.size },
      },
    };
    const { status, body: reply } = await handler({ body, url: `http://replay.invalid/api/inngest?fnId=${encodeURIComponent(id)}&stepId=${stepId}` });
    return { status, body: typeof reply === "string" && reply !== "" ? JSON.parse(reply) as unknown : reply };
  };
}

/** Keeps the SDK on this machine from before the function's module loads; gives back how things were. */
function takeDownEvents(receive: (events: { name: string; data?: unknown }[]) => string[]): () => void {
  const nowhere = "http://127.0.0.1:9";
  const local = {
    INNGEST_DEV: nowhere, INNGEST_BASE_URL: nowhere, INNGEST_API_BASE_URL: nowhere, INNGEST_EVENT_API_BASE_URL: nowhere, INNGEST_EVENT_KEY: "local",
    INNGEST_SIGNING_KEY: `signkey-test-${"0".repeat(64)}`,
  };
  const before = Object.fromEntries(Object.keys(local).map((name) => [name, process.env[name]]));
  Object.assign(process.env, local);
  const fetchBefore = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, { ...init, signal: null });
    const url = new URL(request.url);
    if (url.pathname.startsWith("/e/")) {
      const sent = JSON.parse(await request.text()) as { name: string; data?: unknown } | { name: string; data?: unknown }[];
      return Response.json({ ids: receive(Array.isArray(sent) ? sent : [sent]), status: 200 });
    }
    if (url.origin === nowhere || /(?:^|\.)(?:inngest\.com|inn\.gs)$/.test(url.hostname)) return Response.json({});
    return fetchBefore(input, init);
  };
  return () => {
    globalThis.fetch = fetchBefore;
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}

function findFunction(exports: object, id: string): InngestFunction {
  const isFunction = (value: unknown): value is InngestFunction => typeof value === "object" && value !== null && (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "Inngest.Function";
  const values = Object.values(exports).flatMap((value: unknown): unknown[] => {
    if (Array.isArray(value)) return value;
    const { funcs } = (typeof value === "object" && value !== null ? value : {}) as { funcs?: unknown };
    return Array.isArray(funcs) ? [value, ...(funcs as unknown[])] : [value];
  });
  const found = values.filter(isFunction).find((fn) => fn.id() === id);
  if (found === undefined) throw new Error(`the module exports no Inngest function \`${id}\``);
  return found;
}

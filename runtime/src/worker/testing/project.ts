/** Throw-away projects of a user's, with a real SDK installed, and a few steps of the wire protocol to call them. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonValue } from "../../executor/model.ts";
import type { CallRequest, CallResponse, SdkApiRequest, SdkApiResponse } from "../../executor/ports.ts";
import type { WorkerMistake } from "../mistakes.ts";
import type { WorkerOutput, WorkerProblem } from "../protocol.ts";
import { startWorker, type WorkerHandle, type WorkerOptions } from "../worker.ts";

export type SdkVersion = "v3" | "v4";
export const sdkVersions: readonly SdkVersion[] = ["v4", "v3"];

const examples = fileURLToPath(new URL("../../../../examples/", import.meta.url));
const installed: Readonly<Record<SdkVersion, string>> = { v3: path.join(examples, "onboarding-v3/node_modules"), v4: path.join(examples, "onboarding/node_modules") };

export interface Project {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  path(file: string): string;
  dispose(): Promise<void>;
}

export interface ProjectOptions {
  readonly sdk: SdkVersion | "none";
  /** Contents by path relative to the project. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Links in `node_modules`, by package name, to folders relative to the project. */
  readonly links?: Readonly<Record<string, string>>;
}

export async function createProject({ sdk, files, links = {} }: ProjectOptions): Promise<Project> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "stepwise-project-")));
  const modules = path.join(folder, "node_modules");
  await mkdir(modules, { recursive: true });
  if (sdk !== "none") for (const name of ["inngest", "zod"]) await symlink(path.join(installed[sdk], name), path.join(modules, name), "junction");
  for (const [file, contents] of Object.entries({ "package.json": '{ "name": "fixture", "type": "module" }', ...files })) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), contents);
  }
  for (const [name, target] of Object.entries(links)) {
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await symlink(path.join(folder, target), path.join(modules, name), "junction");
  }
  return { folder, path: (file) => path.join(folder, file), dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** `createFunction` as each version wants it. */
export function createFunction(sdk: SdkVersion, options: string, handler: string, trigger = '{ event: "app/start" }'): string {
  return sdk === "v4" ? `inngest.createFunction({ ${options}, triggers: ${trigger} }, ${handler})` : `inngest.createFunction({ ${options} }, ${trigger}, ${handler})`;
}

export interface Harness {
  readonly worker: WorkerHandle;
  readonly output: WorkerOutput[];
  readonly problems: WorkerProblem[];
  readonly api: SdkApiRequest[];
  readonly exits: (WorkerMistake | undefined)[];
}

/** A worker whose API accepts every event with a numbered id. */
export async function startHarness(options: Partial<WorkerOptions> & { readonly program: string }): Promise<Harness> {
  const output: WorkerOutput[] = [];
  const problems: WorkerProblem[] = [];
  const api: SdkApiRequest[] = [];
  const exits: (WorkerMistake | undefined)[] = [];
  let sent = 0;
  const answer = async ({ path: route, body }: SdkApiRequest): Promise<SdkApiResponse> => {
    if (!route.startsWith("/e/")) return { status: 404, body: { error: "not found", status: 404 } };
    return { status: 200, body: { status: 200, ids: (Array.isArray(body) ? body : [body]).map(() => `id-${++sent}`) } };
  };
  const worker = await startWorker({
    onApiRequest: (request) => { api.push(request); return answer(request); },
    onOutput: (piece) => { output.push(piece); },
    onProblem: (problem) => { problems.push(problem); },
    onExit: (mistake) => { exits.push(mistake); },
    ...options,
  });
  return { worker, output, problems, api, exits };
}

let nextCall = 1;

export function callRequest(functionId: string, rest: Partial<CallRequest> = {}): CallRequest {
  const event = { name: "app/start", data: { user: "u1" }, id: "event-1", ts: 1_700_000_000_000 };
  return {
    callId: `call-${nextCall++}`, functionId, runId: "run-1", stepId: "step", event, events: [event], steps: {}, stack: [],
    version: -1, attempt: 0, maxAttempts: 4, disableImmediateExecution: true, ...rest,
  };
}

interface WireOperation {
  readonly op: string;
  readonly id: string;
  readonly displayName?: string;
  readonly data?: JsonValue;
}

export interface Drive {
  readonly last: CallResponse;
  /** What each reply reported, as `StepPlanned a`. */
  readonly reported: readonly string[];
  readonly responses: readonly CallResponse[];
}

/** Calls until the function returns or fails, one step at a time; `plan` has each step reported before it runs. */
export async function drive(worker: WorkerHandle, functionId: string, { plan = true, runId = "run-1" } = {}): Promise<Drive> {
  const steps: Record<string, JsonValue> = {};
  const reported: string[] = [];
  const responses: CallResponse[] = [];
  const targets = ["step"];
  for (let stepId = targets.shift(); stepId !== undefined; stepId = targets.shift() ?? "step") {
    const response = await worker.call(callRequest(functionId, { runId, stepId, steps, stack: Object.keys(steps), disableImmediateExecution: plan }), AbortSignal.timeout(30_000));
    responses.push(response);
    if (response.status !== 206) return { last: response, reported, responses };
    for (const operation of response.body as unknown as WireOperation[]) {
      reported.push(`${operation.op} ${operation.displayName ?? ""}`);
      if (operation.op === "StepPlanned") targets.push(operation.id);
      else if (operation.op === "StepRun") steps[operation.id] = { data: operation.data ?? null };
      else if (operation.op === "Sleep") steps[operation.id] = null;
      else throw new Error(`this helper does not know ${operation.op}`);
    }
  }
  throw new Error("unreachable");
}

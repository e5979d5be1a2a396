/** What functions do through the in-process door. */
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startWorker } from "../worker/worker.ts";
import { createClient, testScenarios, writeFunctions, type Program } from "./conformance.ts";

const examples = path.resolve(import.meta.dirname, "../../../examples");
const installed = { 3: path.join(examples, "onboarding-v3/node_modules"), 4: path.join(examples, "onboarding/node_modules") } as const;

const prologue = (version: 3 | 4): string => `
  import * as sdk from "inngest";
  ${version === 4 ? 'import * as experimental from "inngest/experimental";' : ""}
  ${createClient}
  const inngest = createClient();
  export const functions: any[] = [];
`;

async function startProgram(version: 3 | 4): Promise<Program> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-scenarios-"));
  await symlink(installed[version], path.join(folder, "node_modules"), "junction");
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(path.join(folder, "program.ts"), prologue(version) + writeFunctions(version));
  const started: { program?: Program } = {};
  const worker = await startWorker({
    program: path.join(folder, "program.ts"),
    onApiRequest: async (request) => {
      if (started.program?.api === undefined) throw new Error("no scenario runs");
      return started.program.api(request);
    },
    onOutput: () => undefined,
    onExit: () => undefined,
  });
  started.program = {
    worker, api: undefined,
    stop: async () => {
      await worker.dispose();
      await rm(folder, { recursive: true });
    },
  };
  return started.program;
}

testScenarios("in-process", startProgram);

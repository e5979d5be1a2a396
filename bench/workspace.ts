/** Generates the workspaces that the benches measure: a monorepo of ordinary TypeScript with some Inngest in it. */
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

export interface WorkspaceSize {
  /** Source files in all. */
  readonly files: number;
  /** Files that define Inngest functions. */
  readonly inngestFiles: number;
  /** Size of an ordinary file, in bytes; an ordinary file is a little over it. */
  readonly bytesPerFile: number;
  /** Whether one file serves all functions: it leads to each of theirs. */
  readonly served?: boolean;
}

const nouns = ["user", "invoice", "order", "payment", "team", "project", "report", "session", "token", "channel", "ledger", "asset"];
const verbs = ["create", "update", "load", "sync", "archive", "publish", "validate", "merge", "assign", "render", "schedule", "restore"];
const at = (words: readonly string[], n: number): string => words[n % words.length] ?? "";

/** A function nobody calls, in the style of application code; `n` makes it unlike its neighbours. */
function ordinaryFunction(n: number): string {
  const noun = at(nouns, n);
  const verb = at(verbs, n * 7 + 3);
  return `/** Decides whether to ${verb} the ${noun}, see ticket ${String(n)}. */
export async function ${verb}${noun}${String(n)}(${noun}Id: string, options: { limit?: number; dryRun?: boolean } = {}): Promise<string[]> {
  const rows = Array.from({ length: options.limit ?? ${String((n % 9) + 1)} }, (_, index) => \`\${${noun}Id}-\${index}\`);
  if (options.dryRun) {
    return rows.filter((row) => row.endsWith("${String(n % 10)}"));
  }
  try {
    return rows.map((row) => row.replace(/^${noun}[-_]/, "${verb}:"));
  } catch (error) {
    throw new Error(\`could not ${verb} ${noun} \${${noun}Id}: \${(error as Error).message}\`);
  }
}
`;
}

export function ordinaryFile(n: number, bytes: number): string {
  const parts: string[] = [];
  for (let size = 0, k = 0; size < bytes; k++) {
    const text = ordinaryFunction(n * 31 + k);
    parts.push(text);
    size += text.length;
  }
  return parts.join("\n");
}

const eventName = (n: number): string => `${at(nouns, n)}/${at(verbs, n * 5)}.${String(n)}`;

/** One Inngest function of `steps` steps on SDK v4; `toRoot` leads to the folder of the client and the events. */
export function inngestFile(n: number, events: number, steps: number, toRoot: string): string {
  const sent = (n * 13 + 1) % events;
  const body = Array.from({ length: steps }, (_, k) =>
    k % 3 === 2
      ? `    await step.sendEvent("send-${String(k)}", { name: "${eventName(sent)}", data: { id: event.data.id, count: ${String(k)} } });`
      : `    const r${String(k)} = await step.run("${at(verbs, k)}-${at(nouns, n + k)}-${String(k)}", async () => {\n      return { id: String(event.data.id), total: ${String(k)} };\n    });\n    logger.info("done", r${String(k)});`,
  );
  const own = String(n % events);
  return `import { inngest } from "${toRoot}events/client";
import { event${own} } from "${toRoot}events/events";
const logger = console;

export const fn${String(n)} = inngest.createFunction(
  { id: "fn-${String(n)}", retries: 3, triggers: [event${own}] },
  async ({ event, step }) => {
${body.join("\n")}
    return { done: true };
  },
);
`;
}

const functionPath = (n: number): string => `area-${String(n % 40)}/feature-${String(n)}/run`;

function servingFile(functions: number): string {
  const numbers = Array.from({ length: functions }, (_, n) => n);
  const imports = numbers.map((n) => `import { fn${String(n)} } from "./${functionPath(n)}";`);
  return `import { serve } from "inngest/next";\nimport { inngest } from "./events/client";\n${imports.join("\n")}\n\nexport const { GET, POST, PUT } = serve({ client: inngest, functions: [${numbers.map((n) => `fn${String(n)}`).join(", ")}] });\n`;
}

/** Writes the workspace, its SDK linked from the folder `sdkFrom`; resolves to the number of bytes written. */
export async function writeWorkspace(root: string, { files, inngestFiles, bytesPerFile, served = false }: WorkspaceSize, sdkFrom: string): Promise<number> {
  await rm(root, { recursive: true, force: true });
  const events = Math.max(20, Math.floor(inngestFiles / 4));
  const contents = new Map<string, string>();
  contents.set("package.json", JSON.stringify({ name: "bench", private: true, type: "module", dependencies: { inngest: "4.24.0" } }));
  contents.set("tsconfig.json", JSON.stringify({ compilerOptions: { target: "es2022", module: "esnext", moduleResolution: "bundler", strict: true } }));
  contents.set("src/events/client.ts", `import { Inngest } from "inngest";\n\nexport const inngest = new Inngest({ id: "bench" });\n`);
  const declared = Array.from({ length: events }, (_, n) => `export const event${String(n)} = eventType("${eventName(n)}", { schema: z.object({ id: z.string(), count: z.number() }) });`);
  contents.set("src/events/events.ts", `import { eventType } from "inngest";\nimport { z } from "zod";\n\n${declared.join("\n")}\n`);
  for (let n = 0; n < inngestFiles; n++) contents.set(`src/${functionPath(n)}.ts`, inngestFile(n, events, 3 + (n % 8), "../../"));
  if (served) contents.set("src/serve.ts", servingFile(inngestFiles));
  for (let n = 0; contents.size < files; n++) contents.set(`src/area-${String(n % 40)}/part-${String(n % 25)}/module-${String(n)}.ts`, ordinaryFile(n, bytesPerFile));
  let bytes = 0;
  for (const [file, text] of contents) {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
    bytes += text.length;
  }
  await symlink(path.resolve(sdkFrom, "node_modules"), path.join(root, "node_modules"), "dir");
  return bytes;
}

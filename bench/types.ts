/** The semantic tier: what an answer costs once typing has paused, and what its process takes. */
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { open, startServer } from "./language-server.ts";
import { childrenOf, residentMegabytes } from "./processes.ts";
import { median, percentile, type Figure } from "./report.ts";

const edits = 30;
/** How long the server waits after the last key, in ms; see server/src/semantic/semantic-tier.ts. */
const settle = 200;

const events = `import { eventType, Inngest } from "inngest";
import { z } from "zod";
export const inngest = new Inngest({ id: "bench" });
export const activated = eventType("bench/activated", { schema: z.object({ userId: z.string() }) });
`;

/** Some 300 lines; only the type of `load` tells whether the last payload is right. */
function sender(type: string): string {
  const steps = Array.from({ length: 90 }, (_, k) => `  const r${String(k)} = await step.run("step-${String(k)}", async () => {\n    return { id: event.data.userId, k: ${String(k)} };\n  });`);
  return `import { activated, inngest } from "./events";
declare function load(): { id: ${type} };
export const fn = inngest.createFunction({ id: "fn", triggers: activated }, async ({ event, step }) => {
${steps.join("\n")}
  await step.sendEvent("send", { name: "bench/activated", data: { userId: load().id } });
});
`;
}

export async function measureTypes(cli: string, scratch: string, sdkFrom: string): Promise<Figure[]> {
  const root = path.join(scratch, "types");
  await mkdir(root, { recursive: true });
  await symlink(path.resolve(sdkFrom, "node_modules"), path.join(root, "node_modules"), "dir");
  await writeFile(path.join(root, "package.json"), JSON.stringify({ name: "bench", dependencies: { inngest: "4.24.0" } }));
  await writeFile(path.join(root, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "es2022", module: "esnext", moduleResolution: "bundler", strict: true } }));
  await writeFile(path.join(root, "events.ts"), events);
  const server = await startServer(cli, root);
  try {
    await server.connection.sendNotification("initialized", {});
    const uri = pathToFileURL(path.join(root, "send.ts")).href;
    const text = sender("string");
    const count = async (): Promise<number> => (await server.connection.sendRequest<{ items?: readonly unknown[] }>("textDocument/diagnostic", { textDocument: { uri } })).items?.length ?? 0;
    const until = async (expected: number): Promise<void> => {
      for (let next = server.refreshed(); await count() !== expected; next = server.refreshed()) await next;
    };
    await open(server, uri, text);
    const times: number[] = [];
    const at = { line: 1, character: text.split("\n")[1]?.indexOf("string") ?? 0 };
    let length = "string".length;
    const change = async (type: string, version: number): Promise<number> => {
      const started = performance.now();
      await server.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ range: { start: at, end: { line: 1, character: at.character + length } }, text: type }] });
      length = type.length;
      await until(type === "number" ? 1 : 0);
      return performance.now() - started;
    };
    const cold = await change("number", 2);
    for (let k = 0; k < edits; k++) times.push(await change(k % 2 === 0 ? "string" : "number", k + 3) - settle);
    const memory = childrenOf(server.pid, "types.js").flatMap((pid) => residentMegabytes(pid) ?? []);
    const how = `${String(edits)} edits of a 300-line file that turn a finding on and off, ${String(settle)} ms of waiting left out`;
    return [
      { what: "key to semantic diagnostic, p50", measured: median(times), unit: "ms", target: 150, how },
      { what: "key to semantic diagnostic, p95", measured: percentile(times, 95), unit: "ms", how: "the same" },
      { what: "first semantic diagnostic", measured: cold / 1000, unit: "s", how: "start of the process and its first program included" },
      ...(memory.length === 0 ? [] : [{ what: "memory of the types process", measured: Math.max(...memory), unit: "MB" as const, target: 430, how: "after these edits" }]),
    ];
  } finally {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

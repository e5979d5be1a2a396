/** What answers over the whole workspace take, as an editor asks for them. */
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { eventTreeRequest } from "../shared/protocol/event-tree.ts";
import { functionTreeRequest } from "../shared/protocol/function-tree.ts";
import { open, startServer } from "./language-server.ts";
import { median, type Figure } from "./report.ts";
import { writeWorkspace } from "./workspace.ts";

const times = 15;
const size = { files: 10_000, inngestFiles: 1_000, bytesPerFile: 9_000, served: true };
const targetMs = 50;

/** @param cli Path of `dist/cli.js`. @param sdkFrom Folder whose packages the workspace uses. */
export async function measureAnswers(cli: string, scratch: string, sdkFrom: string): Promise<Figure[]> {
  const root = path.join(scratch, "answers");
  await writeWorkspace(root, size, sdkFrom);
  const server = await startServer(cli, root);
  try {
    await server.connection.sendNotification("initialized", {});
    const file = path.join(root, "src/area-7/feature-7/run.ts");
    const [text, textDocument] = [await readFile(file, "utf8"), { uri: pathToFileURL(file).href }];
    const sends = text.indexOf('name: "') + 'name: "'.length;
    const before = text.slice(0, sends).split("\n");
    const position = { line: before.length - 1, character: (before.at(-1)?.length ?? 0) + 2 };
    await open(server, textDocument.uri, text);
    await server.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    const questions: readonly (readonly [what: string, method: string, params: unknown])[] = [
      ["symbols of the workspace", "workspace/symbol", { query: "create-user" }],
      ["references of an event", "textDocument/references", { textDocument, position, context: { includeDeclaration: true } }],
      ["rename of an event", "textDocument/rename", { textDocument, position, newName: "bench/renamed" }],
      ["completion of event names", "textDocument/completion", { textDocument, position }],
      ["hover of an event", "textDocument/hover", { textDocument, position }],
      ["tree of events", eventTreeRequest, undefined],
      ["tree of functions", functionTreeRequest, undefined],
    ];
    const figures: Figure[] = [];
    let version = 1;
    for (const [what, method, params] of questions) {
      const taken: number[] = [];
      for (let count = 0; count < times; count++) {
        // What is kept from one answer to the next holds until a key: each is asked for after one.
        version += 1;
        await server.connection.sendNotification("textDocument/didChange", { textDocument: { ...textDocument, version }, contentChanges: [{ text: `${text}// ${String(version)}\n` }] });
        await server.connection.sendRequest("textDocument/diagnostic", { textDocument });
        const started = performance.now();
        const answer = await server.connection.sendRequest(method, params);
        taken.push(performance.now() - started);
        if (answer === null || JSON.stringify(answer).length < 50) throw new Error(`nothing was answered to ${method}`);
      }
      figures.push({ what: `10,000 files, 1,000 functions: ${what}`, measured: median(taken), unit: "ms", target: targetMs, how: `median of ${String(times)}, each after a key in an open file` });
    }
    return figures;
  } finally {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

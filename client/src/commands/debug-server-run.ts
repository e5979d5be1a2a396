import { commands, debug, Uri, window, workspace, type Disposable, type SecretStorage } from "vscode";
import type { RunServer } from "../recordings/fetch-run.ts";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";

const keyName = "inngest.apiKey";

/** Takes a run over from the Dev Server or Inngest Cloud: what it had memoized is kept, the step that failed comes next, here. */
export function registerDebugServerRun(kept: KeptRecordings, secrets: SecretStorage, server: ServerLifecycle): Disposable {
  return commands.registerCommand("inngest.debugServerRun", async () => {
    const from = await chooseServer(secrets);
    if (from === undefined) return;
    const runId = await window.showInputBox({ title: "Debug Run from Server", prompt: "Id of the run", placeHolder: "01HQ8PTAESBZPBDS8JTRZZYY3S", ignoreFocusOut: true });
    if (runId === undefined || runId.trim() === "") return;
    const { fetchRun, RecordingError, writeRecording } = await import("../recordings.ts");
    try {
      const recording = await fetchRun(from, runId, Date.now());
      const [run] = recording.runs;
      const program = run === undefined ? undefined : await findProgram(server, run.localId);
      if (run === undefined || program === undefined) return;
      const file = kept.nextFile(run.localId);
      await workspace.fs.writeFile(file, Buffer.from(writeRecording(recording)));
      await debug.startDebugging(workspace.getWorkspaceFolder(program), {
        type: "inngest", request: "launch", name: `Debug ${run.localId} from ${from.origin === "cloud" ? "Inngest Cloud" : "the Dev Server"}`,
        program: program.fsPath, function: run.localId, recording: file.fsPath,
      });
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      // A key that is refused is asked for anew the next time.
      if (error.message.includes("refuses the key")) await secrets.delete(keyName);
      void window.showErrorMessage(`${error.message}.`);
    }
  });
}

async function chooseServer(secrets: SecretStorage): Promise<RunServer | undefined> {
  const { cloudUrl, devServerUrl } = await import("../recordings.ts");
  const items = [
    { label: "Dev Server", description: devServerUrl, origin: "dev-server" as const },
    { label: "Inngest Cloud", description: cloudUrl, origin: "cloud" as const },
  ];
  const picked = await window.showQuickPick(items, { title: "Debug Run from Server", placeHolder: "Where did it run?" });
  if (picked === undefined) return undefined;
  if (picked.origin === "dev-server") return { origin: "dev-server", url: devServerUrl, key: undefined };
  const stored = await secrets.get(keyName);
  const key = stored ?? await window.showInputBox({
    title: "Inngest Cloud", prompt: "API key or signing key of the environment. It is kept in the editor's secret storage and sent to Inngest Cloud alone.", password: true, ignoreFocusOut: true,
  });
  if (key === undefined || key === "") return undefined;
  if (stored === undefined) await secrets.store(keyName, key);
  return { origin: "cloud", url: cloudUrl, key };
}

/** The file of this workspace that creates the function, else the user's choice. */
async function findProgram(server: ServerLifecycle, functionId: string): Promise<Uri | undefined> {
  const found = (await server.findFunctionTree() ?? []).find(({ id }) => id === functionId);
  if (found !== undefined) return Uri.parse(found.place.uri);
  const [chosen] = await window.showOpenDialog({ title: `Choose the file that creates ${functionId}` }) ?? [];
  return chosen;
}

/** Completes configurations that attach to a running app: its address, the function to run, the event to start it with. */
import net from "node:net";
import { window, workspace, type DebugConfiguration, type Memento, type WorkspaceFolder } from "vscode";
import { chooseEvent } from "./choose-event.ts";
import type { ProgramSources } from "./choose-program.ts";
import { pickFunction, toChoices } from "./workspace-functions.ts";

const addressKey = "attach:url";
const usualAddress = "http://localhost:3000/api/inngest";

/** Undefined where the user gives none. The app's functions are looked up in the workspace folder. */
export async function askForAddress(configuration: DebugConfiguration, folder: WorkspaceFolder | undefined, memory: Memento): Promise<DebugConfiguration | undefined> {
  const cwd = (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath;
  const completed: DebugConfiguration = { ...(cwd === undefined ? {} : { cwd }), ...configuration };
  if (configuration["url"] !== undefined) return completed;
  const url = await window.showInputBox({
    title: "Attach to a Running App", prompt: "Address of its `serve()` endpoint; start the app with INNGEST_DEV=1 first", value: memory.get(addressKey, usualAddress), ignoreFocusOut: true,
  });
  if (url === undefined || url.trim() === "") return undefined;
  await memory.update(addressKey, url.trim());
  return { ...completed, url: url.trim() };
}

/** Milliseconds; one that takes longer to be reached is asked in earnest. */
const reachMs = 2000;

/** False where surely nobody listens: the debugger then says so, and there is nothing to choose first. */
function isListening(address: unknown): Promise<boolean> {
  const url = typeof address !== "string" || address.includes("://") ? String(address) : `http://${address}`;
  if (!URL.canParse(url)) return Promise.resolve(false);
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname.replaceAll(/^\[|\]$/g, ""), port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port), timeout: reachMs });
    const tell = (listens: boolean) => () => { socket.destroy(); resolve(listens); };
    socket.once("connect", tell(true)).once("timeout", tell(true)).once("error", tell(false));
  });
}

/** Undefined where the user closed the list. What text does not tell, the app itself will. */
export async function completeAttach(configuration: DebugConfiguration, server: ProgramSources, memory: Memento): Promise<DebugConfiguration | undefined> {
  const given: unknown = configuration["function"];
  if (!await isListening(configuration["url"])) return configuration;
  const choices = toChoices(await server.findFunctionTree() ?? []);
  const chosen = given === undefined
    ? await pickFunction(choices, { title: "Attach to a Running App", placeHolder: "Which function of the app?", memory, key: `attach:${String(configuration["url"])}` })
    : choices.find(({ id }) => id === given);
  if (chosen === undefined) return given === undefined && choices.length > 0 ? undefined : configuration;
  const fn = (await server.findFunctions(chosen.uri))?.find(({ id }) => id === chosen.id);
  const event = fn === undefined ? configuration["event"] as unknown : await chooseEvent(configuration["event"], fn, { memory, program: chosen.uri });
  return { ...configuration, function: chosen.id, ...(event === undefined ? {} : { event }) };
}

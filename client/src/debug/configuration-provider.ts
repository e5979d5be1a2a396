/** Completes launch configurations, and makes them where there is no launch.json. */
import { Uri, window, workspace, type DebugConfiguration, type DebugConfigurationProvider, type Memento, type WorkspaceFolder } from "vscode";
import { languages } from "../inngest-import.ts";
import { readLaunchFile } from "../launch-file.ts";
import { completeAttach, askForAddress } from "./attach-configuration.ts";
import { chooseEvent } from "./choose-event.ts";
import { findFunctionAt } from "./choose-function.ts";
import { chooseProgram, type ProgramSources } from "./choose-program.ts";
import { offerJavaScript } from "./javascript-child.ts";
import { offerNetworkQuestions } from "./network-questions.ts";
import { pickFunction } from "./workspace-functions.ts";

const debugType = "inngest";
const unnamed = "Inngest function";

/** What this editor can do beyond the protocol. */
const offer = (configuration: DebugConfiguration): DebugConfiguration => offerNetworkQuestions(offerJavaScript(configuration));

/** For F5 without a launch.json, and for whatever a configuration leaves open; undefined where the user starts nothing. */
export async function resolveConfiguration(server: ProgramSources, memory: Memento, folder: WorkspaceFolder | undefined, given: DebugConfiguration): Promise<DebugConfiguration | undefined> {
  const configuration = given.name ? given : withLaunchFile(given, folder);
  if (configuration.request === "attach") return askForAddress(configuration, folder, memory);
  // Recordings look it up.
  if (configuration["run"] !== undefined) return configuration;
  const program: unknown = configuration["program"];
  // `${file}` means what the user looks at, as leaving it out does.
  if (program === undefined ? configuration["recording"] !== undefined : program !== "${file}") return configuration;
  const fn: unknown = configuration["function"];
  const chosen = await chooseProgram(server, memory, typeof fn === "string" ? fn : undefined);
  return chosen === undefined ? undefined : { ...toConfiguration(undefined), ...chosen, ...configuration, program: chosen.program };
}

/** Asks for what is still open once variables are filled in: which function, and the event that starts it. */
export function createConfigurationProvider(server: ProgramSources, memory: Memento): DebugConfigurationProvider {
  return {
    async resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
      if (configuration.request === "attach") return completeAttach(configuration, server, memory);
      const uri = toUri(configuration["program"], folder);
      if (uri === undefined) return offer(configuration);
      const functions = await server.findFunctions(uri) ?? [];
      const given: unknown = configuration["function"];
      const chosen = given === undefined && functions.length > 0 ? findFunctionAt(functions, lineIn(uri)) ?? await pick(functions, uri, memory) : functions.find(({ id }) => id === given);
      // The user closed the list: start nothing and say nothing.
      if (chosen === undefined && given === undefined && functions.length > 0) return undefined;
      if (chosen === undefined) return offer(configuration);
      const event = await chooseEvent(configuration["event"], chosen, { memory, program: uri });
      const name = configuration.name === unnamed ? chosen.id : configuration.name;
      return { ...offer(configuration), name, function: chosen.id, ...(event === undefined ? {} : { event }) };
    },
  };
}

/** What VS Code makes up without launch.json has no name. What it would have started with it is the first one. */
function withLaunchFile(given: DebugConfiguration, folder: WorkspaceFolder | undefined): DebugConfiguration {
  const [first] = readLaunchFile(folder);
  return first?.type === debugType ? { ...given, ...first } : given;
}

/** The functions of the active file, in VS Code's list of configurations. */
export async function findConfigurations(server: ProgramSources): Promise<DebugConfiguration[]> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !languages.includes(document.languageId) || document.uri.scheme !== "file") return [];
  const functions = await server.findFunctions(document.uri) ?? [];
  return functions.map(({ id }) => ({ ...toConfiguration(id), program: document.uri.fsPath }));
}

function toConfiguration(functionId: string | undefined): DebugConfiguration {
  return { type: debugType, request: "launch", name: functionId === undefined ? unnamed : `Debug ${functionId}`, ...(functionId === undefined ? {} : { function: functionId }) };
}

/** A relative program counts from the workspace folder, as the adapter would count it from `cwd`. */
function toUri(program: unknown, folder: WorkspaceFolder | undefined): Uri | undefined {
  if (typeof program !== "string" || program === "") return undefined;
  const absolute = Uri.file(program);
  if (absolute.fsPath === program || /^([A-Za-z]:)?[\\/]/.test(program)) return absolute;
  const base = folder ?? workspace.workspaceFolders?.[0];
  return base === undefined ? undefined : Uri.joinPath(base.uri, program);
}

/** The line of the cursor, from 0, where the file is the active one. */
function lineIn(uri: Uri): number | undefined {
  const editor = window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selection.active.line : undefined;
}

async function pick(functions: Awaited<ReturnType<ProgramSources["findFunctions"]>> & object, uri: Uri, memory: Memento) {
  const choices = functions.map((fn) => ({ ...fn, events: fn.triggers.map(({ event }) => event) }));
  return pickFunction(choices, { title: "Debug Inngest Function", placeHolder: "Which function of this file?", memory, key: `function:${uri.toString()}` });
}

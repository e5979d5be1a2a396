/** The file and function to debug, where a configuration names none: what the user looks at, else a choice of the workspace's. */
import path from "node:path";
import { window, type Memento, type TextDocument, type Uri } from "vscode";
import { matchesEvent } from "../../../shared/analysis/event-model.ts";
import { languages, mayCreateFunction } from "../inngest-import.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { isSavedEvent, nameOfSavedEvent, toEventName } from "./saved-events.ts";
import { pickFunction, toChoices } from "./workspace-functions.ts";

export interface Program {
  /** Absolute path. */
  readonly program: string;
  readonly function?: string;
  /** Absolute path of a saved event. */
  readonly event?: string;
}

export type ProgramSources = Pick<ServerLifecycle, "findFunctions" | "findFunctionTree">;

const isSource = ({ languageId }: TextDocument): boolean => languages.includes(languageId);

/** Undefined where the user chose none, or has been told why there is none. `functionId` is what the configuration names. */
export async function chooseProgram(server: ProgramSources, memory: Memento, functionId: string | undefined): Promise<Program | undefined> {
  const document = window.activeTextEditor?.document;
  if (document?.isUntitled === true && isSource(document)) return await saveFirst(document) ? chooseProgram(server, memory, functionId) : undefined;
  if (document !== undefined && isSavedEvent(document.uri)) return startedBy(document, server, memory);
  const file = document?.uri.scheme === "file" && isSource(document) ? document : undefined;
  const here = file === undefined ? [] : await server.findFunctions(file.uri) ?? [];
  if (file !== undefined && here.some(({ id }) => functionId === undefined || id === functionId)) return { program: file.uri.fsPath };

  const choices = toChoices(await server.findFunctionTree() ?? []).filter(({ id }) => functionId === undefined || id === functionId);
  // What the text does not tell, such as an id that is made as the program runs, the program itself will.
  if (file !== undefined && mayCreateFunction(file.getText()) && (functionId === undefined || choices.length === 0)) return { program: file.uri.fsPath };
  const name = document === undefined ? undefined : path.posix.basename(document.uri.path);
  if (choices.length === 0) return refuse(toRefusal(name, functionId));
  const placeHolder = name === undefined ? "Which function of this workspace?" : `${name} creates no function; which one of this workspace?`;
  const picked = await pickFunction(choices, { title: "Debug Inngest Function", placeHolder, memory, key: "function" });
  return picked === undefined ? undefined : toProgram(picked);
}

function toRefusal(file: string | undefined, functionId: string | undefined): string {
  if (functionId !== undefined) return `No file of this workspace creates \`${functionId}\`: correct \`function\`, or set \`program\` to the file that does.`;
  if (file !== undefined) return `\`${file}\` creates no Inngest function: open the file that does, then start debugging again.`;
  return "Open the file that creates the Inngest function, then start debugging again.";
}

const toProgram = ({ uri, id }: { readonly uri: Uri; readonly id: string }): Program => ({ program: uri.fsPath, function: id });

function refuse(message: string): undefined {
  void window.showErrorMessage(message);
  return undefined;
}

async function saveFirst(document: TextDocument): Promise<boolean> {
  return await window.showErrorMessage("Save this file first: a function is run from the disk.", "Save") === "Save" && await document.save();
}

/** The function that a saved event is named by, else one that it triggers. */
async function startedBy(document: TextDocument, server: ProgramSources, memory: Memento): Promise<Program | undefined> {
  const choices = toChoices(await server.findFunctionTree() ?? []);
  const name = nameOfSavedEvent(document.uri);
  const own = choices.filter(({ id }) => toEventName(id) === name);
  const event = readName(document.getText());
  const triggered = choices.filter(({ events }) => event !== undefined && events.some((pattern) => matchesEvent(pattern, event)));
  const fitting = own.length > 0 ? own : triggered;
  if (fitting.length === 0) return refuse(event === undefined ? `\`${name}.json\` holds no event with a \`name\`.` : `No function of this workspace is started by \`${event}\`.`);
  const picked = await pickFunction(fitting, { title: "Debug Inngest Function", placeHolder: `Which function starts with ${name}.json?`, memory, key: `event:${document.uri.toString()}` });
  // The event is read from the disk.
  if (picked === undefined || (document.isDirty && !await document.save())) return undefined;
  return { ...toProgram(picked), event: document.uri.fsPath };
}

function readName(text: string): string | undefined {
  try {
    const { name } = JSON.parse(text) as { readonly name?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

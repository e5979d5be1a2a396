/**
 * Whether the clients in an app's text send their events where its served client does, of which the app itself tells. One
 * that sends them elsewhere, or of which that cannot be seen, is named with its place.
 */
import path from "node:path";
import ts from "typescript";
import type { ClientModel, ValueLiteral } from "../../../shared/analysis/model.ts";
import { isEventHost, isSameServer } from "../apps/event-server.ts";
import type { AppSources } from "./app-sources.ts";

export interface EventClients {
  /** One sentence; undefined where no client of the text may send events elsewhere. */
  readonly problem: string | undefined;
  /** Whether a client has an `eventKey` in its options. */
  readonly haveKeys: boolean;
}

/** An option as written: its text, and its value where that can be told. */
interface Written {
  readonly text: string;
  readonly value: ValueLiteral;
}

const launchInstead = "or launch the function instead of attaching: then no event leaves";

export interface EventClientsOptions {
  /** What places are shown relative to. */
  readonly folder: string;
  /** The debugger's own address. */
  readonly origin: string;
  /** Id of the client that is served, where the app has told it. */
  readonly servedId: string | undefined;
}

export function findEventClients({ files, models, paths }: AppSources, { folder, origin, servedId }: EventClientsOptions): EventClients {
  const clients = models.flatMap((model) => model.clients);
  const place = (file: string, start: number): string => {
    const line = files.source(file)?.getLineAndCharacterOfPosition(start).line ?? 0;
    const shown = path.relative(folder, file);
    return `${shown.startsWith("..") ? path.normalize(file) : shown}:${line + 1}`;
  };
  const at = ({ path: file, span }: ClientModel): string => place(file, span.start);
  const option = ({ path: file, options }: ClientModel, key: string): Written | undefined => {
    const value = options?.kind === "object" ? options.properties.findLast((property) => property.key === key)?.value : undefined;
    return value === undefined || value.kind === "undefined" ? undefined : { value, text: files.source(file)?.text.slice(value.span.start, value.span.end) ?? "" };
  };
  const isSaid = (written: Written | undefined, said: boolean): boolean => written?.value.kind === "boolean" && written.value.value === said;
  const named = clients.filter((client) => { const id = option(client, "id")?.value; return id?.kind === "string" && id.value !== undefined && id.value === servedId; });
  const served = named.length === 1 ? named[0] : undefined;
  const isUnread = ({ options }: ClientModel): boolean => options?.kind !== "object" || options.open;

  const findProblem = (client: ClientModel): string | undefined => {
    const baseUrl = option(client, "baseUrl");
    const isDev = option(client, "isDev");
    const address = baseUrl?.value.kind === "string" ? baseUrl.value.value : undefined;
    if (address !== undefined && address !== "" && !isSameServer(address, origin)) return `the client at ${at(client)} sends its events to ${address}: remove \`baseUrl\` there and start the app again, ${launchInstead}`;
    if (isSaid(isDev, false)) return `the client at ${at(client)} is in cloud mode and sends real events: remove \`isDev: false\` there and start the app again, ${launchInstead}`;
    // What cannot be read of the served client the app has told; of another it tells nothing.
    if (clients.length === 1 || client === served) return undefined;
    const others = served === undefined ? clients : [served];
    if (isUnread(client)) return `where the client at ${at(client)} sends its events cannot be read: write its options out there, ${launchInstead}`;
    if (baseUrl !== undefined && address === undefined && others.some((each) => option(each, "baseUrl")?.text !== baseUrl.text)) return `where the client at ${at(client)} sends its events cannot be read: write its \`baseUrl\` out, or remove it, ${launchInstead}`;
    const odd = isSaid(isDev, true) ? undefined : others.find((each) => isUnread(each) || option(each, "isDev")?.text !== isDev?.text);
    return odd === undefined ? undefined : `the client at ${at(client)} may be in cloud mode when the one at ${at(odd)} is not, and send real events: give both the same \`isDev\`, ${launchInstead}`;
  };

  const findInText = (file: string): string | undefined => {
    const source = files.source(file);
    if (source === undefined) return undefined;
    const set = /\bINNGEST_EVENT_API_BASE_URL["'`]?\]?\s*(?:\?\?|\|\|)?=(?!=)/.exec(source.text);
    if (set !== null) return `${place(file, set.index)} sets \`INNGEST_EVENT_API_BASE_URL\`, to which the app then sends its events: remove it there and start the app again, ${launchInstead}`;
    const literal = source.text.includes("inn.gs") ? findEventAddress(source) : undefined;
    return literal === undefined ? undefined : `${place(file, literal.getStart(source))} names Inngest's event API, and what is sent there is a real event: remove it there and start the app again, ${launchInstead}`;
  };

  const first = <Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined => items.reduce<string | undefined>((found, item) => found ?? find(item), undefined);
  const none = clients.length === 0 ? `no client of Inngest is in the sources around \`${folder}\`, so where the app sends its events cannot be read: set \`cwd\` to the folder of the app's package, ${launchInstead}` : undefined;
  return {
    problem: first(clients, findProblem) ?? first(paths, findInText) ?? none,
    haveKeys: clients.some((client) => option(client, "eventKey") !== undefined),
  };
}

function findEventAddress(source: ts.SourceFile): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined => {
    const text = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) ? node.text : undefined;
    if (text !== undefined) return isEventHost(text) ? node : undefined;
    return ts.forEachChild(node, visit);
  };
  return visit(source);
}

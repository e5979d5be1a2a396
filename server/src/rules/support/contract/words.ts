/** Who is concerned by a change, in words and places. */
import type { FileModel, FunctionModel, Location } from "../../../../../shared/analysis/model.ts";
import type { Finding } from "../../rule.ts";
import { knownText } from "../steps.ts";

interface Concerned {
  readonly fn: FunctionModel;
  readonly location: Location;
}

/** `function `mail` in `mailer/src/mail.ts``, and how many more. */
export function nameConcerned(all: readonly Concerned[], file: FileModel): string {
  const functions = [...new Set(all.map(({ fn }) => fn))];
  const [fn] = functions;
  if (!fn) return "";
  const id = knownText(fn.id);
  const place = fn.path === file.path ? "" : ` in \`${pathFrom(file.path, fn.path)}\``;
  const more = functions.length > 1 ? ` and ${String(functions.length - 1)} more` : "";
  return `${id === undefined ? "a function" : `function \`${id}\``}${place}${more}`;
}

/** `reads` of one, `read` of several. */
export function agree(all: readonly Concerned[], one: string, several: string): string {
  return new Set(all.map(({ fn }) => fn)).size > 1 ? several : one;
}

/** How long the old has to be sent. */
export function untilChanged(concerned: readonly Concerned[]): string {
  return `until ${agree(concerned, "that no longer does", "those no longer do")}`;
}

export function relate(all: readonly Concerned[], message: string): Pick<Finding, "related"> {
  return { related: all.map(({ location }) => ({ location, message })) };
}

/** What two paths do not have in common. */
function pathFrom(from: string, to: string): string {
  const own = from.split("/");
  const parts = to.split("/");
  const shared = parts.findIndex((part, index) => part !== own[index] || index === parts.length - 1);
  return parts.slice(shared).join("/");
}

/** Pure: rows as an editor has them, brought up to date one by one. A row that is drawn anew drops the click on its check box. */
import { isDeepStrictEqual } from "node:util";
import type { Row } from "./step-rows.ts";

/**
 * Writes what is new into the rows that are shown, which an editor knows by their objects, and answers those it has to
 * draw anew. Undefined where rows came, went or moved: then the list is another one.
 */
export function updateRows(shown: readonly Row[], now: readonly Row[]): readonly Row[] | undefined {
  if (shown.length !== now.length || shown.some(({ key }, place) => key !== now[place]?.key)) return undefined;
  const changed: Row[] = [];
  for (const [place, row] of shown.entries()) {
    if (isDeepStrictEqual(row, now[place])) continue;
    for (const name of Object.keys(row)) Reflect.deleteProperty(row, name);
    changed.push(Object.assign(row, now[place]));
  }
  return changed;
}

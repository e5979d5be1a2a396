/** Breakpoints on the lines of steps: ordinary ones, so that the editor's margin and the Breakpoints view show the same. */
import { debug, Location, Position, SourceBreakpoint, Uri } from "vscode";
import type { StepPlace } from "../../../shared/protocol/steps.ts";

const isAt = (place: StepPlace) => {
  const uri = Uri.file(place.path).toString();
  return (breakpoint: unknown): breakpoint is SourceBreakpoint =>
    breakpoint instanceof SourceBreakpoint && breakpoint.location.uri.toString() === uri && breakpoint.location.range.start.line === place.line - 1;
};

export const hasBreakpoint = (place: StepPlace): boolean => debug.breakpoints.some((breakpoint) => breakpoint.enabled && isAt(place)(breakpoint));

export function setBreakpoint(place: StepPlace, isWanted: boolean): void {
  const present = debug.breakpoints.filter(isAt(place));
  if (isWanted && present.some(({ enabled }) => enabled)) return;
  if (present.length > 0) debug.removeBreakpoints(present);
  if (isWanted) debug.addBreakpoints([new SourceBreakpoint(new Location(Uri.file(place.path), new Position(place.line - 1, 0)))]);
}

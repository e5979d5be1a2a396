import { commands, Location, Position, Range, Uri, type Disposable } from "vscode";
import { showPlacesCommand, type PlacesTarget } from "../../../shared/protocol/commands.ts";
import type { TreePlace } from "../../../shared/protocol/function-tree.ts";

/** Shows the places behind a lens as the editor shows references; goes to a place that stands for itself. */
export function registerShowPlaces(): Disposable {
  return commands.registerCommand(showPlacesCommand, ({ at, places }: PlacesTarget) => (places.length === 0
    ? commands.executeCommand("vscode.open", Uri.parse(at.uri), { selection: new Range(toPosition(at), toPosition(at)) })
    : commands.executeCommand("editor.action.showReferences", Uri.parse(at.uri), toPosition(at), places.map((place) => new Location(Uri.parse(place.uri), toPosition(place))))));
}

function toPosition({ line, character }: TreePlace): Position {
  return new Position(line, character);
}

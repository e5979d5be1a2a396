import { commands, Location, Position, Uri, type Disposable } from "vscode";
import { showPlacesCommand, type PlacesTarget } from "../../../shared/protocol/commands.ts";
import type { TreePlace } from "../../../shared/protocol/function-tree.ts";

/** Shows the places behind a lens as the editor shows references. */
export function registerShowPlaces(): Disposable {
  return commands.registerCommand(showPlacesCommand, ({ at, places }: PlacesTarget) =>
    commands.executeCommand("editor.action.showReferences", Uri.parse(at.uri), toPosition(at), places.map((place) => new Location(Uri.parse(place.uri), toPosition(place)))));
}

function toPosition({ line, character }: TreePlace): Position {
  return new Position(line, character);
}

/** What an editor knows of the `inngest` field of a project's package.json: the settings that hold there, as the manifest has them. */
import { readFile } from "node:fs/promises";

type Schema = Readonly<Record<string, unknown>>;

interface Manifest {
  readonly contributes: { readonly configuration: readonly { readonly properties: Readonly<Record<string, Schema>> }[] };
}

/** A JSON schema of package.json that leaves all other fields alone. */
export async function readPackageSettings(manifestFile: string): Promise<Schema> {
  const { contributes } = JSON.parse(await readFile(manifestFile, "utf8")) as Manifest;
  const settings = Object.assign({}, ...contributes.configuration.map(({ properties }) => properties)) as Readonly<Record<string, Schema>>;
  const rules = Object.entries(settings).filter(([name]) => name.startsWith("inngest.rules.")).map(([name, schema]) => [name.slice("inngest.rules.".length), schema]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      inngest: {
        type: "object",
        description: "How Stepwise for Inngest checks this project.",
        properties: {
          rules: { type: "object", description: "Severities by rule.", properties: Object.fromEntries(rules) as Schema, additionalProperties: false },
          events: settings["inngest.events"],
          externalEvents: settings["inngest.externalEvents"],
        },
        additionalProperties: false,
      },
    },
  };
}

/**
 * A JSON schema for any event of the workspace. The client asks when a file that holds an event is opened; out of date
 * when the server says so of the event tree.
 */
export const eventSchemaRequest = "inngest/eventSchema";

/** As draft 7 has it. */
export type JsonSchema = { readonly [key: string]: unknown };

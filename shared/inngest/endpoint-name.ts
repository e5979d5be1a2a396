/** Durable endpoints have no id of their own: one is named by the line of its `inngest.endpoint`, and by its file where that is not the program's own. */
export function endpointName(line: number, file?: string): string {
  return file === undefined ? `endpoint:${line}` : `endpoint:${file}:${line}`;
}

/** Name of the event that stands for a request. */
export const httpRequest = "inngest/http.request";

import assert from "node:assert/strict";
import { test } from "node:test";
import { addToList } from "./json-edit.ts";

function add(text: string): string | undefined {
  const edit = addToList("/package.json", text, ["inngest", "externalEvents"], "crm/lead");
  return edit && text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
}

const cases: Readonly<Record<string, readonly [before: string, after: string]>> = {
  "no field": ['{\n  "name": "app",\n  "type": "module"\n}\n', '{\n  "name": "app",\n  "type": "module",\n  "inngest": {\n    "externalEvents": ["crm/lead"]\n  }\n}\n'],
  "tabs, and no newline at the end": ['{\n\t"name": "app"\n}', '{\n\t"name": "app",\n\t"inngest": {\n\t\t"externalEvents": ["crm/lead"]\n\t}\n}'],
  "lines that end as on Windows": ['{\r\n    "name": "app"\r\n}\r\n', '{\r\n    "name": "app",\r\n    "inngest": {\r\n        "externalEvents": ["crm/lead"]\r\n    }\r\n}\r\n'],
  "one line": ['{ "name": "app" }', '{ "name": "app", "inngest": { "externalEvents": ["crm/lead"] } }'],
  "nothing at all": ["{}", '{\n  "inngest": {\n    "externalEvents": ["crm/lead"]\n  }\n}'],
  "a field without the list, and keys behind it": ['{\n  "inngest": {\n    "rules": {}\n  },\n  "files": []\n}', '{\n  "inngest": {\n    "rules": {},\n    "externalEvents": ["crm/lead"]\n  },\n  "files": []\n}'],
  "a field on one line": ['{\n  "inngest": { "rules": {} }\n}', '{\n  "inngest": { "rules": {}, "externalEvents": ["crm/lead"] }\n}'],
  "a field with nothing in it": ['{\n  "inngest": {},\n  "a": 1\n}', '{\n  "inngest": { "externalEvents": ["crm/lead"] },\n  "a": 1\n}'],
  "a list on one line": ['{\n  "inngest": { "externalEvents": ["a", "b"] }\n}', '{\n  "inngest": { "externalEvents": ["a", "b", "crm/lead"] }\n}'],
  "a list of lines, with a comma at the end": ['{\n  "inngest": {\n    "externalEvents": [\n      "a",\n    ]\n  }\n}', '{\n  "inngest": {\n    "externalEvents": [\n      "a",\n      "crm/lead",\n    ]\n  }\n}'],
  "an empty list": ['{ "inngest": { "externalEvents": [] } }', '{ "inngest": { "externalEvents": ["crm/lead"] } }'],
};

for (const [name, [before, after]] of Object.entries(cases)) {
  test(`adds to ${name}`, () => { assert.equal(add(before), after); });
}

test("what is no JSON, no object or no list stays as it is", () => {
  for (const text of ["", "[]", '{ "name": }', '{ "inngest": "^4.0.0" }', '{ "inngest": { "externalEvents": "stripe/*" } }', '{ "inngest": { // none yet\n } }']) assert.equal(add(text), undefined, text);
});

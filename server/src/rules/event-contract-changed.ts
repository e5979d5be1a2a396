import type { Rule } from "./rule.ts";
import { findChangedData } from "./support/contract/changed-data.ts";
import { findChangedSchemas } from "./support/contract/changed-schemas.ts";
import { findRenamedEvents } from "./support/contract/renamed-events.ts";

/** Sender and listener often live in different packages, where neither tests nor types see both. */
export const eventContractChanged: Rule = {
  id: "event-contract-changed",
  group: "events",
  severity: "warning",
  fixable: true,
  needsBase: true,
  summary: "An event keeps the name and the data that functions listen to and read, and so does what a function is invoked with. Told by `stepwise check --base`, which knows what they were.",
  *check(file, { snapshot, base, externalEvents }) {
    if (!base) return;
    for (const told of [...findChangedData(file, snapshot, base), ...findRenamedEvents(file, snapshot, base, externalEvents), ...findChangedSchemas(file, snapshot, base)]) {
      yield { rule: eventContractChanged.id, ...told };
    }
  },
};

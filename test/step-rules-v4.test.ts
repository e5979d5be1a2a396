import { witnessStepRules } from "./witness/step-rules.ts";

witnessStepRules(4);

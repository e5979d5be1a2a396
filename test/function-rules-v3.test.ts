import { witnessFunctionRules } from "./witness/function-rules.ts";

witnessFunctionRules(3);

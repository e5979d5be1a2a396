import { checkSavedTests } from "./testing/saved-test.ts";

checkSavedTests("onboarding-v3");

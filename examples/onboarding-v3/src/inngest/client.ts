import { Inngest } from "inngest";
import { schemas } from "./events.ts";

export const inngest = new Inngest({ id: "onboarding-v3", schemas });

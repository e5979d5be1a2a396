import { testModes } from "./modes.ts";

testModes("v4");

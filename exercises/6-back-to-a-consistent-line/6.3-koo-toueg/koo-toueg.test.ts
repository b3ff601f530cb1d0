import { testExercise } from "@millrace/grader/vitest.ts";
await testExercise(import("./checks.ts"), import("./koo-toueg.ts"));

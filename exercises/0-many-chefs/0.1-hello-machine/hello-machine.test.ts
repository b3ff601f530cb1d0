import { testExercise } from "@millrace/grader/vitest.ts";
await testExercise(import("./checks.ts"), import("./hello-machine.ts"));

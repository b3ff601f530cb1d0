import { testExercise } from "@millrace/grader/vitest.ts";
await testExercise(import("./checks.ts"), import("./raynal-schiper-toueg.ts"));

export * from "@millrace/delivery/two-phase-commit.ts";

export * from "@millrace/termination/weight-throwing.ts";

export * from "@millrace/termination/topor.ts";

export * from "@millrace/termination/safra.ts";

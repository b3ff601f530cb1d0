export * from "@millrace/snapshots/mattern.ts";

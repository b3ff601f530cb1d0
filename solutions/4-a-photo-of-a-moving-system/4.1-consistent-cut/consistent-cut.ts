export * from "@millrace/snapshots/consistent-cut.ts";

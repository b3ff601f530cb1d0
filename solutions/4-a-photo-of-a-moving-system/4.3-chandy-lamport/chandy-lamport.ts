export * from "@millrace/snapshots/chandy-lamport.ts";

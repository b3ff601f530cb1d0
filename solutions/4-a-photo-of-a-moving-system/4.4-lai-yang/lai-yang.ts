export * from "@millrace/snapshots/lai-yang.ts";

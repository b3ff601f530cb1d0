export * from "@millrace/delivery/lease.ts";

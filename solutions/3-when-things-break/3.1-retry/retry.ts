export * from "@millrace/delivery/retry.ts";

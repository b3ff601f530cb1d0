export * from "@millrace/delivery/consumer-group.ts";

export * from "@millrace/delivery/outbox.ts";

export * from "@millrace/delivery/idempotent-consumer.ts";

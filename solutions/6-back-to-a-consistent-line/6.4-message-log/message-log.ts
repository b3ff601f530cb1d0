export * from "@millrace/recovery/message-log.ts";

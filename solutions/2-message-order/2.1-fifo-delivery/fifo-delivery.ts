export * from "@millrace/ordering/fifo-delivery.ts";

export * from "@millrace/core/hello-machine.ts";

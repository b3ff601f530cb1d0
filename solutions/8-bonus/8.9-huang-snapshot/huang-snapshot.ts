export * from "@millrace/termination/huang-snapshot.ts";

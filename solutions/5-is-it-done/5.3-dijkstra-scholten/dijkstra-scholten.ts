export * from "@millrace/termination/dijkstra-scholten.ts";

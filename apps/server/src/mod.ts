/**
 * The exercise server: lessons, exercises, and verdicts of local files as they are saved.
 *
 * @module
 */
export { type ServerOptions, type StartedServer, startServer } from "./start-server.ts";

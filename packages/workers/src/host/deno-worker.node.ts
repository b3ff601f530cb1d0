export { openDisk } from "../disk/open-folder.node.ts";
export { endpoint, holdLock } from "./browser-worker.ts";

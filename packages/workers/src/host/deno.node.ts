export { makeDisks, removeDisks } from "../disk/folders.node.ts";
export { Worker } from "./browser.ts";
export { whenGone } from "./web-gone.ts";

// The first import of a worker with code that is not ours: what it prints is posted, so that it does not end up in the
// middle of the screen.
import { parentPort } from "node:worker_threads";

for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: string | Uint8Array): boolean => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    parentPort?.postMessage({ type: "millrace:print", text });
    return true;
  };
}

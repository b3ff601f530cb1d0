import { Session } from "node:inspector";

/** A busy computer takes its time. */
const patienceMs = 3000;

interface CallFrame {
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number };
}

/**
 * Stops the only worker of this process wherever it is, as a debugger would, and tells where that is: as the lines of a
 * stack trace. It stays stopped. Undefined if it does not stop soon, as in a regular expression that runs away.
 */
export async function findSpinning(): Promise<string | undefined> {
  const session = new Session();
  session.connect();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    const urls = new Map<string, string>();
    session.on("NodeWorker.attachedToWorker", ({ params }) => {
      for (const [id, method] of ["Debugger.enable", "Debugger.pause"].entries()) {
        session.post("NodeWorker.sendMessageToWorker", {
          sessionId: params.sessionId,
          message: JSON.stringify({ id, method }),
        });
      }
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
      const { method, params: said } = JSON.parse(params.message);
      if (method === "Debugger.scriptParsed") urls.set(said.scriptId, said.url);
      if (method !== "Debugger.paused") return;
      clearTimeout(timer);
      resolve((said.callFrames as CallFrame[]).map((frame) => describe(frame, urls)).join("\n"));
    });
    session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  });
}

function describe({ functionName, location }: CallFrame, urls: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const where = `${urls.get(scriptId) ?? ""}:${lineNumber + 1}:${columnNumber + 1}`;
  return `    at ${functionName === "" ? where : `${functionName} (${where})`}`;
}

import { once } from "node:events";
import { type Server, createServer } from "node:http";

/** A server that listens on this computer only, and where. */
export interface Listening {
  readonly server: Server;
  /** The port that was free. */
  readonly port: number;
}

/**
 * Listens on 127.0.0.1 at `port` or, if that is in use, at the first of the next twenty that is free. Port 0 is any
 * free one. Throws an Error if there is none.
 */
export async function listen(port: number): Promise<Listening> {
  if (!Number.isInteger(port) || port < 0 || port > portMax) {
    throw new Error(
      `Cannot listen as a port is a whole number from 0 to ${portMax}: ${port}. Choose another with --port.`,
    );
  }
  const last = port === 0 ? 0 : Math.min(port + tries, portMax);
  for (let candidate = port; candidate <= last; candidate++) {
    const server = await tryListen(candidate);
    const address = server?.address();
    if (server !== undefined && typeof address === "object" && address !== null) return { server, port: address.port };
  }
  throw new Error(`Cannot listen as every port is in use: ${port} to ${last}. Choose another with --port.`);
}

const portMax = 65_535;
const tries = 20;

/** Undefined if the port is in use. */
async function tryListen(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return server;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") return undefined;
    if (code === "EACCES") {
      throw new Error(
        `Cannot listen as this port needs more rights than you have: ${port}. Choose one above 1023 with --port.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

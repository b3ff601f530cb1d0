import { type Server, createServer } from "node:http";
import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { listen } from "./listen.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function keep(port: number): ReturnType<typeof listen> {
  const listening = await listen(port);
  servers.push(listening.server);
  return listening;
}

test("a port in use gives a later one that is free", async () => {
  const { port } = await keep(0);
  const next = await keep(port);
  expect(next.port).toBeGreaterThan(port);
  expect(next.port).toBeLessThanOrEqual(port + 20);
});

test("a port that another program uses on all of its addresses is in use", async () => {
  const other = createServer().listen(0, "0.0.0.0");
  servers.push(other);
  await once(other, "listening");
  const address = other.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;
  expect((await keep(taken)).port).not.toBe(taken);
});

test("only this computer is listened to", async () => {
  const { server } = await keep(0);
  expect(server.address()).toMatchObject<Partial<AddressInfo>>({ address: "127.0.0.1" });
});

test("what is no port is refused with what to do", async () => {
  for (const port of [-1, 65_536, 1.5, Number.NaN]) await expect(listen(port)).rejects.toThrow(/--port/);
});

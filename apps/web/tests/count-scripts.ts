import type { Page } from "playwright-core";

/** Counts the bytes of scripts as they come over the wire, from now on. */
export async function countScripts(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  const isScript = new Set<string>();
  let total = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => type === "Script" && isScript.add(requestId));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (isScript.has(requestId)) total += encodedDataLength;
  });
  await session.send("Network.enable");
  return () => total;
}

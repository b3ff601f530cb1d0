import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/**
 * What a page may do: run our scripts, connect to us, and nothing else. Mermaid puts a style sheet into every drawing,
 * which is why styles may be inline; scripts may not.
 */
export function withSecureHeaders(): MiddlewareHandler {
  const usual = headersWith({
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    workerSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  });
  const ofCompartments = headersWith({ defaultSrc: ["'none'"], scriptSrc: ["'self'", "'unsafe-eval'"] });
  return async (c, next) => (isCompartment.test(c.req.path) ? ofCompartments : usual)(c, next);
}

/**
 * The worker that evaluates what a learner wrote in the page. Compartments need `eval`, which no page of ours may use; a
 * worker has the policy that comes with its own file, and this one may reach nobody.
 */
const isCompartment = /^\/site\/compartment\b[\w.-]*\.js$/;

type Policy = NonNullable<NonNullable<Parameters<typeof secureHeaders>[0]>["contentSecurityPolicy"]>;

function headersWith(contentSecurityPolicy: Policy): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy,
    xFrameOptions: "DENY",
    // There is no certificate for a local address.
    strictTransportSecurity: false,
  });
}

/**
 * Refuses requests that were sent to another name. Any site can point a name of its own at 127.0.0.1 and have its pages
 * read ours (DNS rebinding); the browser then still says which name it asked for.
 */
export function onlyFromHere(port: number): MiddlewareHandler {
  const allowed = ["127.0.0.1", "localhost", "[::1]"].flatMap((name) => (port === 80 ? [name] : [`${name}:${port}`]));
  return async (c, next) => {
    const asked = [new URL(c.req.url).host, c.req.header("host")].filter((host) => host !== undefined);
    if (asked.every((host) => allowed.includes(host.toLowerCase()))) return next();
    return c.text(
      `Cannot answer as this server was asked for by another name. Open http://${allowed[0]}/ instead.\n`,
      421,
    );
  };
}

/** Nothing here is changed by a request. */
export function onlyReading(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    return c.text("Cannot do that as this server only shows. Edit the files under exercises/ instead.\n", 405, {
      Allow: "GET, HEAD",
    });
  };
}

/** What to do when the server says something. */
export interface ServerListeners {
  /** Connected, for the first time or again: anything may have changed. */
  onHello(): void;
  /** The exercise with this id is being graded. */
  onGrading(id: string): void;
  /** There is a new finding on the exercise with this id. */
  onFound(id: string): void;
}

/**
 * Listens to the server for as long as the page is seen, and shows whether it is connected. A page that nobody sees
 * lets go: a browser has six connections for all pages of one server.
 */
export function followServer(listeners: ServerListeners): void {
  let source: EventSource | undefined;
  let retry: number | undefined;
  let failures = 0;

  const disconnect = (): void => {
    source?.close();
    source = undefined;
    clearTimeout(retry);
  };

  const connect = (): void => {
    disconnect();
    source = new EventSource("/api/events");
    source.addEventListener("hello", () => {
      failures = 0;
      show("live", "Live");
      listeners.onHello();
    });
    source.addEventListener("grading", ({ data }) => listeners.onGrading(idOf(data)));
    source.addEventListener("found", ({ data }) => listeners.onFound(idOf(data)));
    source.addEventListener("goodbye", () => lose());
    source.addEventListener("error", () => lose());
  };

  // A browser gives up on some errors, and says nothing of the others: trying again is up to the page.
  const lose = (): void => {
    disconnect();
    failures += 1;
    if (failures === 1) show("lost", "Connection lost, trying again");
    else show("gone", "The server is gone. Start it again: this page will go on by itself.");
    retry = setTimeout(connect, failures === 1 ? 500 : 2000);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", ({ persisted }) => persisted && connect());
  if (!document.hidden) connect();
}

function show(state: "live" | "lost" | "gone", text: string): void {
  const place = document.getElementById("connection");
  if (place === null) return;
  place.dataset["state"] = state;
  // Said again only if it is something else.
  if (place.textContent !== text) place.textContent = text;
}

/** Events of one exercise carry `{ "id": "2.1" }`. */
function idOf(data: string): string {
  const json: unknown = JSON.parse(data);
  return typeof json === "object" && json !== null && "id" in json ? String(json.id) : "";
}

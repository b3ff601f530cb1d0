import { drawDiagrams } from "./diagrams.ts";

/** The part of a page that changes. */
export interface LivePart {
  /** Whether what happens to an exercise is shown here. */
  concerns(id: string): boolean;
  /** Says that a new finding is on its way. */
  showBusy(): void;
  /** Asks the server how the part looks now, and puts it there. */
  update(): Promise<void>;
}

/** `part` says where it comes from (`data-fragment`) and which exercise it is about, or all (`data-exercise`). */
export function makeLive(part: HTMLElement): LivePart {
  const { fragment = "", exercise } = part.dataset;
  const pageTitle = document.title;
  let asked = 0;

  return {
    concerns: (id) => exercise === undefined || exercise === id,
    showBusy() {
      part.setAttribute("aria-busy", "true");
      // On an exercise's page only: a list has nothing to wait for.
      if (exercise !== undefined) document.getElementById("status")?.classList.add("busy");
    },
    async update() {
      asked += 1;
      const mine = asked;
      const fresh = await fetchPart(fragment);
      // A later answer has overtaken this one.
      if (fresh === undefined || mine !== asked) return;
      keepOpen(part, fresh);
      await drawDiagrams(fresh);
      if (mine !== asked) return;
      const focused = keyOf(document.activeElement?.closest("details"));
      part.replaceChildren(fresh);
      if (focused !== undefined) detailsOf(part, focused)?.querySelector("summary")?.focus();
      part.removeAttribute("aria-busy");
      announce(part, pageTitle);
    },
  };
}

/** Undefined if the server did not give one: the connection state says so. */
async function fetchPart(address: string): Promise<HTMLElement | undefined> {
  try {
    const response = await fetch(address, { cache: "no-store" });
    if (!response.ok) return undefined;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const holder = document.createElement("div");
    holder.replaceChildren(...page.body.childNodes);
    return holder;
  } catch {
    return undefined;
  }
}

/** What the reader opened or closed stays as it is. */
function keepOpen(old: HTMLElement, fresh: HTMLElement): void {
  for (const details of old.querySelectorAll<HTMLDetailsElement>("details[data-key]")) {
    const before = details.hasAttribute("data-open");
    const key = keyOf(details);
    const after = key === undefined ? undefined : detailsOf(fresh, key);
    if (after !== undefined && details.open !== before) after.open = details.open;
  }
}

function detailsOf(part: HTMLElement, key: string): HTMLDetailsElement | undefined {
  return [...part.querySelectorAll<HTMLDetailsElement>("details[data-key]")].find((details) => keyOf(details) === key);
}

function keyOf(details: HTMLDetailsElement | null | undefined): string | undefined {
  return details?.dataset["key"];
}

/** The status line, which is read out, and the tab's title. */
function announce(part: HTMLElement, pageTitle: string): void {
  const { summary = "", mark, state = "" } = part.querySelector<HTMLElement>("[data-summary]")?.dataset ?? {};
  const status = document.getElementById("status");
  if (status === null) return;
  status.classList.remove("busy");
  status.dataset["state"] = state;
  const text = status.querySelector("a") ?? status;
  text.textContent = mark === undefined ? summary : `${mark} ${summary}`;
  document.title = mark === undefined ? pageTitle : `${mark} ${pageTitle}`;
}

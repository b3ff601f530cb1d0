/** What this browser can do that live pictures and the workshop need. */
export interface Abilities {
  readonly workers: boolean;
  readonly webAssembly: boolean;
  readonly storage: boolean;
}

/** Looks once: none of it changes while a page is open. */
export function findAbilities(): Abilities {
  return {
    workers: typeof Worker === "function",
    webAssembly: typeof WebAssembly === "object",
    storage: canStore(),
  };
}

function canStore(): boolean {
  try {
    const key = "millrace-storage-test";
    localStorage.setItem(key, "1");
    localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

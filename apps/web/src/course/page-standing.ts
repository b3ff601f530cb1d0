/** The exercises that were passed in this browser, by id. Empty if nothing can be kept here. */
export function passedInPage(): ReadonlySet<string> {
  try {
    return new Set(
      Object.keys(localStorage)
        .filter((key) => key.startsWith(passedPrefix))
        .map((key) => key.slice(passedPrefix.length)),
    );
  } catch {
    return new Set();
  }
}

/** Remembers that an exercise was passed in this browser; false if nothing can be kept here. */
export function rememberPassed(id: string): boolean {
  try {
    localStorage.setItem(`${passedPrefix}${id}`, new Date().toISOString());
    return true;
  } catch {
    return false;
  }
}

const passedPrefix = "millrace.passed.";

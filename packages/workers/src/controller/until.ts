/** Lets many wait for conditions that are looked at whenever something has changed. */
export class Until {
  readonly #waiting = new Set<() => void>();

  /** Resolves once the condition holds: now, or at a later {@link Until.look}. */
  async true(holds: () => unknown): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  /** As {@link Until.true}, but gives up after so many milliseconds. */
  async within(ms: number, holds: () => unknown): Promise<void> {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      this.look();
    }, ms);
    await this.true(() => isOver || holds());
    clearTimeout(timer);
  }

  /** Something has changed. */
  look(): void {
    for (const look of this.#waiting) look();
  }
}

/** Resolves when somebody wants the process to end: Ctrl-C, or a polite kill. The second time it ends at once. */
export function listenForInterruption(): { readonly interrupted: Promise<void>; stop(): void } {
  let onSignal = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => (onSignal = resolve));
  for (const signal of signals) process.once(signal, onSignal);
  return {
    interrupted,
    stop() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

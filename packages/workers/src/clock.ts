/** The longest wait that a host's timer takes: with a longer one it goes off at once. */
export const longestWaitMs: number = 2 ** 31 - 1;

/** Milliseconds on the clock that all threads of a computer share; they may be apart by a fraction. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

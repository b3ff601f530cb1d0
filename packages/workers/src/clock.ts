/** Milliseconds on the clock that all threads of a computer share; they may be apart by a fraction. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

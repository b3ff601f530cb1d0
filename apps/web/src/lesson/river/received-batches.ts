/** Which batches a machine has had: all up to a number, and some beyond it. It stays small, however long the river flows. */
export interface ReceivedBatches {
  upTo: number;
  readonly beyond: number[];
}

/** None yet. */
export function noneReceived(): ReceivedBatches {
  return { upTo: 0, beyond: [] };
}

/** Takes note of a batch; false if it was there already. */
export function isNew(received: ReceivedBatches, batch: number): boolean {
  const { beyond } = received;
  if (batch <= received.upTo || beyond.includes(batch)) return false;
  beyond.push(batch);
  // Sorted, so that the same batches are the same state, in whatever order they came.
  beyond.sort((one, other) => one - other);
  while (beyond[0] === received.upTo + 1) {
    received.upTo += 1;
    beyond.shift();
  }
  return true;
}

/**
 * Recovery: checkpoints, logs, and the way back to a consistent line.
 *
 * @module
 */
export {};

/**
 * The pipeline: its stations, as machines of core.
 *
 * @module
 */
export {};

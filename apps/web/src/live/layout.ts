import type { MachineId } from "@millrace/core";

/** A machine's place in a picture. */
export interface Place {
  readonly id: MachineId;
  /** Its name for readers. */
  readonly title: string;
  /** The middle of its box, in hundredths of the picture's width and height. */
  readonly x: number;
  readonly y: number;
}

/** A picture of machines: where they stand, and which lines to draw between them. */
export interface Layout {
  readonly places: readonly Place[];
  readonly lines: readonly (readonly [MachineId, MachineId])[];
  /** In pixels. */
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture's size, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How large a machine's box is, in pixels: as live-stage.css has it. */
export const boxSize: Size = { width: 118, height: 68 };

/** Droplets keep to the right, so that those that come back do not meet those that go. */
const laneOffset = 7;

/** Where a droplet is that has done `progress` of its way, from the edge of one box to the edge of the other. */
export function pointOnLine(from: Point, to: Point, progress: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return from;
  const edge = Math.min(0.45, edgeShare(dx, dy));
  const share = edge + progress * (1 - 2 * edge);
  return { x: from.x + dx * share - (dy / length) * laneOffset, y: from.y + dy * share + (dx / length) * laneOffset };
}

/** Which share of the way from the middle of a box lies inside of it. */
function edgeShare(dx: number, dy: number): number {
  const byWidth = dx === 0 ? Infinity : boxSize.width / 2 / Math.abs(dx);
  const byHeight = dy === 0 ? Infinity : boxSize.height / 2 / Math.abs(dy);
  return Math.min(byWidth, byHeight);
}

/** The middle of a machine's box, in pixels; undefined if the picture does not show it. */
export function middleOf({ places }: Layout, id: MachineId, { width, height }: Size): Point | undefined {
  const place = places.find((place) => place.id === id);
  return place === undefined ? undefined : { x: (place.x / 100) * width, y: (place.y / 100) * height };
}

/** A machine's name for readers. */
export function titleOf({ places }: Layout, id: MachineId): string {
  return places.find((place) => place.id === id)?.title ?? id;
}

import type { MachineId } from "@millrace/core";
import { type Flight, doorProgress, endShownMs, progressOf } from "./flights.ts";
import { type Layout, type Point, type Size, middleOf, pointOnLine } from "./layout.ts";

/** How a message looks: a full droplet with a word in it, or a small ring for what only acknowledges or asks. */
export interface DropletLook {
  readonly kind: "load" | "note";
  readonly text?: string;
}

/** The colours that a picture is drawn with, as the page has them now. */
export interface Colours {
  readonly water: string;
  readonly onWater: string;
  readonly bad: string;
}

export interface Scene {
  readonly layout: Layout;
  readonly size: Size;
  readonly colours: Colours;
  look(message: unknown): DropletLook;
}

/** Draws every droplet where it is at `nowMs`. */
export function drawMoving(
  canvas: CanvasRenderingContext2D,
  flights: readonly Flight[],
  { nowMs, scene }: { readonly nowMs: number; readonly scene: Scene },
): void {
  canvas.clearRect(0, 0, scene.size.width, scene.size.height);
  const atDoor = new Map<string, number>();
  for (const flight of flights) {
    let progress = progressOf(flight, nowMs);
    if (flight.end === undefined && progress >= doorProgress) {
      // Those that wait stand in a queue.
      const line = `${flight.from}>${flight.to}`;
      const before = atDoor.get(line) ?? 0;
      atDoor.set(line, before + 1);
      progress = Math.max(0.1, doorProgress - before * 0.07);
    }
    const point = placeOf(flight, progress, scene);
    if (point !== undefined) drawOne(canvas, point, { flight, nowMs, scene });
  }
}

/** Draws, for a reader who wants nothing to move, how many messages are on each line. */
export function drawStanding(canvas: CanvasRenderingContext2D, flights: readonly Flight[], scene: Scene): void {
  canvas.clearRect(0, 0, scene.size.width, scene.size.height);
  const lines = new Map<string, { readonly flight: Flight; count: number }>();
  for (const flight of flights) {
    if (flight.end !== undefined) continue;
    const line = lines.get(`${flight.from}>${flight.to}`);
    if (line === undefined) lines.set(`${flight.from}>${flight.to}`, { flight, count: 1 });
    else line.count += 1;
  }
  for (const { flight, count } of lines.values()) {
    const point = placeOf(flight, 0.5, scene);
    if (point !== undefined) drawLoad(canvas, point, { text: String(count), scene });
  }
}

function placeOf({ from, to }: Pick<Flight, "from" | "to">, progress: number, scene: Scene): Point | undefined {
  const [start, end] = [from, to].map((id: MachineId) => middleOf(scene.layout, id, scene.size));
  return start === undefined || end === undefined ? undefined : pointOnLine(start, end, progress);
}

function drawOne(
  canvas: CanvasRenderingContext2D,
  point: Point,
  {
    flight: { message, end },
    nowMs,
    scene,
  }: { readonly flight: Flight; readonly nowMs: number; readonly scene: Scene },
): void {
  const { kind, text } = scene.look(message);
  if (end?.how === "lost") {
    const share = Math.min(1, (nowMs - end.learntMs) / endShownMs.lost);
    canvas.globalAlpha = 1 - share;
    drawCross(canvas, { x: point.x, y: point.y + share * 24 }, scene.colours.bad);
    canvas.globalAlpha = 1;
  } else if (kind === "note") drawNote(canvas, point, scene.colours.water);
  else drawLoad(canvas, point, { text, scene });
}

function drawLoad(
  canvas: CanvasRenderingContext2D,
  { x, y }: Point,
  { text, scene: { colours } }: { readonly text: string | undefined; readonly scene: Scene },
): void {
  canvas.fillStyle = colours.water;
  canvas.beginPath();
  canvas.arc(x, y, text === undefined || text.length < 3 ? 9 : 11, 0, 2 * Math.PI);
  canvas.fill();
  if (text === undefined) return;
  canvas.fillStyle = colours.onWater;
  canvas.fillText(text, x, y + 0.5);
}

function drawNote(canvas: CanvasRenderingContext2D, { x, y }: Point, colour: string): void {
  canvas.strokeStyle = colour;
  canvas.lineWidth = 1.5;
  canvas.beginPath();
  canvas.arc(x, y, 3.5, 0, 2 * Math.PI);
  canvas.stroke();
}

function drawCross(canvas: CanvasRenderingContext2D, { x, y }: Point, colour: string): void {
  canvas.strokeStyle = colour;
  canvas.lineWidth = 2.5;
  canvas.beginPath();
  canvas.moveTo(x - 6, y - 6);
  canvas.lineTo(x + 6, y + 6);
  canvas.moveTo(x + 6, y - 6);
  canvas.lineTo(x - 6, y + 6);
  canvas.stroke();
}

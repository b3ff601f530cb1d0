import { textWidth } from "../terminal-text.ts";
import type { Glyphs } from "./glyphs.ts";

const up = 1;
const right = 2;
const down = 4;
const left = 8;

/** A grid of terminal cells. Lines that meet are joined; what is put later covers what is there. */
export class Canvas {
  private readonly glyphs: Glyphs;
  private readonly lines: number[][];
  /** What covers a cell; "" where the wide character to the left reaches into it. */
  private readonly covers: (string | undefined)[][];

  constructor(height: number, glyphs: Glyphs) {
    this.glyphs = glyphs;
    this.lines = Array.from({ length: height }, () => []);
    this.covers = Array.from({ length: height }, () => []);
  }

  horizontal(y: number, from: number, to: number): void {
    for (let x = from; x < to; x++) {
      this.join(x, y, right);
      this.join(x + 1, y, left);
    }
  }

  vertical(x: number, from: number, to: number): void {
    for (let y = Math.min(from, to); y < Math.max(from, to); y++) {
      this.join(x, y, down);
      this.join(x, y + 1, up);
    }
  }

  put(x: number, y: number, text: string): void {
    const row = this.covers[y];
    if (row === undefined) return;
    let at = x;
    for (const character of text) {
      const width = textWidth(character);
      if (width === 0) {
        row[at - 1] = `${row[at - 1] ?? ""}${character}`;
        continue;
      }
      row[at] = character;
      if (width === 2) row[at + 1] = "";
      at += width;
    }
  }

  isBlank(x: number, y: number): boolean {
    return this.covers[y]?.[x] === undefined && (this.lines[y]?.[x] ?? 0) === 0;
  }

  /** The rows as text, without spaces at their ends. */
  render(): string[] {
    return this.lines.map((masks, y) => {
      const covers = this.covers[y] ?? [];
      const width = Math.max(masks.length, covers.length);
      const cells = Array.from({ length: width }, (_cell, x) => covers[x] ?? this.glyphs.lines[masks[x] ?? 0] ?? " ");
      return cells.join("").trimEnd();
    });
  }

  private join(x: number, y: number, direction: number): void {
    const row = this.lines[y];
    if (row !== undefined) row[x] = (row[x] ?? 0) | direction;
  }
}

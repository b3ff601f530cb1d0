import { textWidth } from "../terminal-text.ts";
import { Canvas } from "./canvas.ts";
import { foldColumns, type Layout, uprightsOf } from "./layout.ts";
import { endOf, type Route } from "./routes.ts";
import { laneOf } from "./scene.ts";

/** The lines of a diagram, top to bottom. */
export function draw(layout: Layout): string[] {
  const canvas = new Canvas(layout.scene.plan.height, layout.style.glyphs);
  drawMachines(canvas, layout);
  for (const route of layout.scene.lanes.keys()) drawRoute(canvas, route, layout);
  drawColumns(canvas, layout);
  for (const { y, column, offset, text } of layout.texts) canvas.put(placeOf(layout, column) + offset, y, text);
  if (layout.tail !== undefined) canvas.put(layout.tail.x, layout.tail.y, layout.tail.text);
  return canvas.render();
}

function drawMachines(canvas: Canvas, layout: Layout): void {
  const { scene, style, places } = layout;
  const first = Math.max(...style.names.map(textWidth)) + 1;
  for (const [row, name] of style.names.entries()) {
    const y = scene.plan.machines[row] ?? 0;
    canvas.put(0, y, name);
    canvas.horizontal(y, first, places[0] ?? first);
    for (const column of scene.columns.keys()) {
      const isDown = scene.down[column]?.has(scene.rows[row] ?? "") === true;
      const isOver = column === scene.columns.length - 1 && layout.tail?.y === y;
      if (!isDown && !isOver) canvas.horizontal(y, placeOf(layout, column), placeOf(layout, column + 1));
    }
  }
}

function drawRoute(canvas: Canvas, route: Route, layout: Layout): void {
  const { scene, style } = layout;
  const { glyphs } = style;
  const lane = laneOf(route, scene);
  const uprights = uprightsOf(route, scene);
  for (const { column, offset, from, to } of uprights) {
    const x = placeOf(layout, column) + offset;
    canvas.vertical(x, from, to);
    for (const y of scene.plan.machines) {
      if (y > Math.min(from, to) && y < Math.max(from, to)) canvas.put(x, y, glyphs.bridge);
    }
    const isArrival = from === lane;
    if (isArrival)
      canvas.put(
        x,
        route.arrives === "down" ? to - 1 : to + 1,
        route.arrives === "down" ? glyphs.arrowDown : glyphs.arrowUp,
      );
  }
  const [trunk] = uprights;
  const begin = placeOf(layout, route.start) + (route.startsInFold ? 0 : (trunk?.offset ?? 0));
  canvas.horizontal(lane, begin, placeOf(layout, endOf(route)));
}

function drawColumns(canvas: Canvas, layout: Layout): void {
  const { scene, style } = layout;
  const { glyphs } = style;
  for (const [column, item] of scene.columns.entries()) {
    const x = placeOf(layout, column);
    if ("folded" in item) {
      const mark = glyphs.fold.repeat(foldColumns(item.folded.length, style));
      for (const y of scene.plan.machines) canvas.put(x, y, mark);
    } else if (item.event.machine === "") {
      for (let y = (scene.plan.top ?? 0) + 1; y < scene.plan.height; y++) {
        if (canvas.isBlank(x, y)) canvas.put(x, y, glyphs.cut);
      }
    } else if (item.event.kind !== "drop" && item.event.kind !== "duplicate") {
      const { kind, machine } = item.event;
      const glyph = kind === "crash" ? glyphs.crash : kind === "restart" ? glyphs.restart : glyphs.event;
      canvas.put(x, scene.plan.machines[scene.rows.indexOf(machine)] ?? 0, glyph);
    }
  }
}

function placeOf({ places }: Layout, column: number): number {
  return places[column] ?? 0;
}

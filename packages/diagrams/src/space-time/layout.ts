import { textWidth } from "../terminal-text.ts";
import { type Item, placeColumns } from "./columns.ts";
import { endOf, type Route } from "./routes.ts";
import { laneOf, leavingOffset, type Scene } from "./scene.ts";
import { foldText, labelOfRoute, longerNote, noteOf, placeTexts, type Text, type TextStyle } from "./texts.ts";

/** A scene with everything in its place. */
export interface Layout {
  readonly scene: Scene;
  readonly style: TextStyle;
  /** Where each column begins; the last is the diagram's end. */
  readonly places: readonly number[];
  readonly texts: readonly Text[];
  /** What stands right of the broken event, and where. */
  readonly tail: { readonly x: number; readonly y: number; readonly text: string } | undefined;
  readonly width: number;
}

/** The narrowest layout of a scene with this style; what stands beside the broken event may use all of `columns`. */
export function layOut(scene: Scene, style: TextStyle, columns: number): Layout {
  const left = Math.max(...style.names.map(textWidth)) + 3;
  const gaps = leastGaps(scene, style);
  const marks = placeTexts(scene, style);
  const uprights = itemsOfUprights(scene);
  const bare = [...marks, ...uprights];
  const labels = placeLabels(scene, style, { items: bare, places: placeColumns(byLine(bare), gaps, left) });
  const places = placeColumns(byLine([...bare, ...labels]), gaps, left);
  const texts = [...marks, ...labels];
  const placeOf = (column: number): number => places[column] ?? 0;
  const ends = texts.map(({ column, offset, text }) => placeOf(column) + offset + textWidth(text));
  const tail = makeTail(scene, style, { columns, texts, placeOf });
  const tailEnd = tail === undefined ? 0 : tail.x + textWidth(tail.text);
  return { scene, style, places, texts, tail, width: Math.max(placeOf(scene.columns.length) + 1, tailEnd, ...ends) };
}

/** The lines on which a message stands upright: from the sender's row to its lane, and from there to each receiver. */
export function uprightsOf(route: Route, scene: Scene): { column: number; offset: number; from: number; to: number }[] {
  const lane = laneOf(route, scene);
  const trunk = {
    column: route.start,
    offset: leavingOffset(scene, route.start, route.leaves),
    from: scene.plan.machines[route.fromRow] ?? 0,
    to: lane,
  };
  const arrivals = route.ends
    .filter(({ kind }) => kind === "arrives")
    .map(({ column }) => ({ column, offset: 0, from: lane, to: scene.plan.machines[route.toRow] ?? 0 }));
  return route.startsInFold ? arrivals : [trunk, ...arrivals];
}

/** How wide a fold is drawn. */
export function foldColumns(count: number, style: TextStyle): number {
  return textWidth(foldText(count, style));
}

interface LineItem extends Item {
  readonly y: number;
}

function itemsOfUprights(scene: Scene): LineItem[] {
  const items: LineItem[] = [];
  for (const route of scene.lanes.keys()) {
    for (const { column, offset, from, to } of uprightsOf(route, scene)) {
      for (let y = Math.min(from, to); y <= Math.max(from, to); y++) items.push({ y, column, offset, width: 1 });
    }
  }
  return items;
}

function byLine(items: readonly LineItem[]): Iterable<LineItem[]> {
  const lines = new Map<number, LineItem[]>();
  for (const item of items) {
    const line = lines.get(item.y);
    if (line === undefined) lines.set(item.y, [item]);
    else line.push(item);
  }
  return lines.values();
}

/**
 * Puts each label on its message's lane, into the first stretch between two crossings that has room for it, or else
 * into the one that has most. `places` are those without labels.
 */
function placeLabels(
  scene: Scene,
  style: TextStyle,
  { items, places }: { readonly items: readonly LineItem[]; readonly places: readonly number[] },
): Text[] {
  return [...scene.lanes.keys()].flatMap((route): Text[] => {
    const text = labelOfRoute(route, style);
    if (text === "") return [];
    const y = laneOf(route, scene);
    const end = endOf(route);
    const begin = route.startsInFold ? 0 : leavingOffset(scene, route.start, route.leaves);
    const at = ({ column, offset }: Item): number => (places[column] ?? 0) + offset;
    const posts = items
      .filter(
        (item) =>
          item.y === y && item.column >= route.start && item.column <= end && (item.column < end || item.offset < 2),
      )
      .filter((item) => item.column > route.start || item.offset >= begin)
      .sort((one, other) => at(one) - at(other));
    const stretches = posts.slice(0, -1).map((post, index) => {
      const next = posts[index + 1] ?? post;
      return { post, room: at(next) - at(post) - post.width - 2 };
    });
    const width = textWidth(text);
    const roomiest = stretches.reduce(
      (best, stretch) => (stretch.room > best.room ? stretch : best),
      stretches[0] ?? { post: posts[0], room: 0 },
    );
    const { post } = stretches.find(({ room }) => room >= width) ?? roomiest;
    if (post === undefined) return [];
    return [{ y, column: post.column, offset: post.offset + post.width + 1, text, width }];
  });
}

function leastGaps(scene: Scene, style: TextStyle): number[] {
  return scene.columns.map((item, column) => {
    if ("folded" in item) return foldColumns(item.folded.length, style) + 1;
    return column === scene.columns.length - 1 ? 2 : 3 + leavingColumns(scene, column) / 2;
  });
}

/** How far right of a column messages leave that are sent there: 0 if none is. */
function leavingColumns(scene: Scene, column: number): number {
  const starting = [...scene.lanes.keys()].filter((route) => route.start === column);
  return Math.max(0, ...starting.map((route) => leavingOffset(scene, column, route.leaves)));
}

const noteGap = 3;

function makeTail(
  scene: Scene,
  style: TextStyle,
  {
    columns,
    texts,
    placeOf,
  }: { readonly columns: number; readonly texts: readonly Text[]; placeOf(column: number): number },
): Layout["tail"] {
  const { broken, plan, rows } = scene;
  if (broken === undefined) return undefined;
  const column = scene.columns.length - 1;
  const mark = style.glyphs.broken;
  if (broken.machine === "") {
    const cut = texts.find((text) => text.column === column && text.y === plan.top);
    return { x: placeOf(column) + textWidth(cut?.text ?? "") + 1, y: plan.top ?? 0, text: mark };
  }
  const x = placeOf(column) + leavingColumns(scene, column) + 2;
  const y = plan.machines[rows.indexOf(broken.machine)] ?? 0;
  const room = columns - x - textWidth(mark) - noteGap - longerNote;
  const note = noteOf(broken, { ...style, labelColumns: Math.max(Math.ceil(1.5 * style.labelColumns), room) });
  return { x, y, text: note === "" ? mark : `${note}${" ".repeat(noteGap)}${mark}` };
}

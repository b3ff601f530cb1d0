import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A chapter's title: the first heading of its README or, while it has none, its folder's name in words. */
export function chapterTitle(root: string, chapter: string): string {
  const readme = join(root, "exercises", chapter, "README.md");
  const heading = existsSync(readme) ? /^# (.+)$/m.exec(readFileSync(readme, "utf8"))?.[1] : undefined;
  const words = chapter.replace(/^\d+-/, "").replaceAll("-", " ");
  return heading ?? `${chapter.split("-")[0]} ${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

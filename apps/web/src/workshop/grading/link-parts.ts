/** A file of another exercise that a script requires: a learner's own as a script, or the library's by its name. */
export type Part = { readonly code: string } | { readonly answer: string };

/**
 * One script of a CommonJS script and the parts that it requires, by the names that it requires them by. A part is evaluated
 * when it is first required. Lines keep their numbers.
 */
export function linkParts(code: string, parts: ReadonlyMap<string, Part>): string {
  if (parts.size === 0) return code;
  const files = [...parts].map(([name, part]) => `${JSON.stringify(name)}(exports, require) {${bodyOf(part)}\n}`);
  return `require = millraceParts(require);${code}
function millraceParts(outer) {
const files = {
${files.join(",\n")}
};
const made = new Map();
return (name) => {
  if (!Object.hasOwn(files, name)) return outer(name);
  if (!made.has(name)) {
    const exports = {};
    made.set(name, files[name](exports, outer) ?? exports);
  }
  return made.get(name);
};
}
`;
}

function bodyOf(part: Part): string {
  return "code" in part ? part.code : ` return require(${JSON.stringify(part.answer)});`;
}

import { useId, useState } from "react";
import { useLiveKeeper } from "../../live/live-keeper.ts";
import { errorText } from "../../shell/error-text.ts";
import { Problem } from "../../live/problem.tsx";
import { SteadyButton } from "../../live/steady-button.tsx";
import { type Count, countBooks } from "./count-books.ts";
import { LibraryResult } from "./library-result.tsx";
import { type LibraryOptions, bookCounts, librarianCounts, librarianNames, shelfOf } from "./library.ts";
import { countText, explainCores } from "./library-words.ts";
import "./why.css";

/** What the browser says; older ones say nothing. */
const cores: number | undefined = navigator.hardwareConcurrency;

/** One librarian, then many, at the same books: really read, and timed. */
export function LibraryPicture() {
  const [librarians, setLibrarians] = useState(Math.min(4, Math.max(2, cores ?? 2)));
  const [books, setBooks] = useState<number>(bookCounts[1]);
  const { at, read, counts, problem, count } = useRace();
  const isBusy = at !== undefined;
  return (
    <>
      <div className="controls">
        <Choice
          label="Librarians"
          values={librarianCounts.slice(1)}
          value={librarians}
          onChoose={setLibrarians}
          isDisabled={isBusy}
        />
        <Choice label="Books" values={bookCounts} value={books} onChoose={setBooks} isDisabled={isBusy} />
        <SteadyButton isIdle={isBusy} onPress={() => count({ librarians, books })}>
          Count: one librarian, then {librarians}
        </SteadyButton>
      </div>
      <p>
        {explainCores(librarians, cores)} They count one after the other, so that one does not take the others' cores.
      </p>
      <p role="status">{describeStage(at)}</p>
      <Problem told={problem} />
      {at !== undefined && <Shelves at={at} read={read} />}
      <LibraryResult counts={counts} />
    </>
  );
}

function describeStage(at: LibraryOptions | undefined): string {
  if (at === undefined) return "";
  return at.librarians === 1
    ? `One librarian reads ${countText(at.books)} books …`
    : `${at.librarians} librarians share ${countText(at.books)} books …`;
}

/** Runs one after the other, so that they do not take each other's cores. */
function useRace() {
  const [at, setAt] = useState<LibraryOptions>();
  const [read, setRead] = useState<Readonly<Record<string, number>>>({});
  const [counts, setCounts] = useState<readonly Count[]>([]);
  const [problem, setProblem] = useState<string>();
  const keeper = useLiveKeeper();

  const race = async ({ librarians, books }: LibraryOptions): Promise<void> => {
    for (const options of [
      { librarians: 1, books },
      { librarians, books },
    ]) {
      setAt(options);
      setRead({});
      // One after the other is what is measured.
      const count = await countBooks(keeper, { ...options, onProgress: setRead });
      if (count === undefined) return;
      setCounts((before) => [...before, count]);
    }
  };
  const count = (options: LibraryOptions): void => {
    setCounts([]);
    setProblem(undefined);
    race(options)
      .catch((error: unknown) => setProblem(errorText(error)))
      .finally(() => setAt(undefined));
  };
  return { at, read, counts, problem, count };
}

function Choice({
  label,
  values,
  value,
  onChoose,
  isDisabled,
}: {
  readonly label: string;
  readonly values: readonly number[];
  readonly value: number;
  onChoose(value: number): void;
  readonly isDisabled: boolean;
}) {
  const id = useId();
  return (
    <span>
      <label htmlFor={id}>{label}</label>{" "}
      <select id={id} value={value} disabled={isDisabled} onChange={({ target }) => onChoose(Number(target.value))}>
        {values.map((choice) => (
          <option key={choice} value={choice}>
            {countText(choice)}
          </option>
        ))}
      </select>
    </span>
  );
}

/** How far each of them is. */
function Shelves({ at, read }: { readonly at: LibraryOptions; readonly read: Readonly<Record<string, number>> }) {
  return (
    <ul className="shelves">
      {librarianNames(at).map((name, place) => {
        const { first, end } = shelfOf(place, at);
        const done = read[name] ?? 0;
        return (
          <li key={name}>
            <span>{name}</span>
            <progress aria-label={`Books read by ${name}`} max={end - first} value={done} />
            <span>{countText(done)} books</span>
          </li>
        );
      })}
    </ul>
  );
}

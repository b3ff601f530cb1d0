import { Scrollable } from "../../live/scrollable.tsx";
import type { Count } from "./count-books.ts";
import { compareCounts, countText, secondsText } from "./library-words.ts";

/** What came of it: the times, whether the catalogues agree, and the catalogue. */
export function LibraryResult({ counts }: { readonly counts: readonly Count[] }) {
  const [one, many] = counts;
  if (one === undefined) return null;
  const agree = many === undefined || JSON.stringify(one.rows) === JSON.stringify(many.rows);
  return (
    <>
      <Scrollable label="The times">
        <table className="picture-table" data-table="times">
          <caption>Measured just now, from the question at the desk to the answer there</caption>
          <thead>
            <tr>
              <th scope="col">Librarians</th>
              <th scope="col">Books</th>
              <th scope="col">Time</th>
              <th scope="col">Books in a second</th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ librarians, books, tookMs }) => (
              <tr key={librarians}>
                <th scope="row">{librarians}</th>
                <td>{countText(books)}</td>
                <td>{secondsText(tookMs)}</td>
                <td>{countText(Math.round(books / (tookMs / 1000)))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
      {many !== undefined && (
        <p role="status">
          {compareCounts(one, many)}{" "}
          {agree ? "Their catalogues agree, to the page." : "Their catalogues differ: please report that."}
        </p>
      )}
      <details>
        <summary>The catalogue</summary>
        <table className="picture-table" data-table="catalogue">
          <thead>
            <tr>
              <th scope="col">Subject</th>
              <th scope="col">Books</th>
              <th scope="col">Pages on average</th>
              <th scope="col">Newest</th>
            </tr>
          </thead>
          <tbody>
            {one.rows.map(({ subject, books, averagePages, newest }) => (
              <tr key={subject}>
                <th scope="row">{subject}</th>
                <td>{countText(books)}</td>
                <td>{averagePages.toFixed(1)}</td>
                <td>{newest}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

import { exposeSystems } from "@millrace/workers/worker.ts";
import { bookCounts, libraryOf, librarianCounts, nameOf } from "./library.ts";

const choices = bookCounts.flatMap((books) => librarianCounts.map((librarians) => ({ books, librarians })));
exposeSystems(Object.fromEntries(choices.map((options) => [nameOf(options), libraryOf(options)])));

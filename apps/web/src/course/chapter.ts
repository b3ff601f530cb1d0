/** A chapter of the course, as the map shows it. */
export interface Chapter {
  /** The folder's name: "2-message-order". */
  readonly folder: string;
  /** "2 · Message order". */
  readonly title: string;
  readonly exercises: readonly CourseExercise[];
}

/** An exercise, as the map shows it. */
export interface CourseExercise {
  /** "2.1" */
  readonly id: string;
  readonly title: string;
  /** How long it takes a practitioner; absent if its text does not say. */
  readonly minutes?: number;
}

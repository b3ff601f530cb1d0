import { Link } from "wouter";
import { usePageTitle } from "./page-title.ts";

export function NotHere() {
  usePageTitle("Not here");
  return (
    <main>
      <h1>Not here</h1>
      <p>
        There is no page at this address. <Link href="/">The lesson</Link> · <Link href="/course">The course</Link>
      </p>
    </main>
  );
}

import { Link } from "wouter";

export function NotHere() {
  return (
    <main>
      <h1>Not here</h1>
      <p>
        There is no page at this address. <Link href="/">The lesson</Link> · <Link href="/course">The course</Link>
      </p>
    </main>
  );
}

import type { ReactNode } from "react";
import { Link } from "wouter";
import { Lacking } from "./lacking.tsx";

/** What every page has around it. */
export function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="site-header">
        <Link className="wordmark" href="/">
          Millrace
        </Link>
        <nav aria-label="Site">
          <Link href="/">Lesson</Link>
          <Link href="/course">Course</Link>
          <Link href="/run">Runs</Link>
        </nav>
      </header>
      <Lacking />
      <div id="content" tabIndex={-1}>
        {children}
      </div>
    </>
  );
}

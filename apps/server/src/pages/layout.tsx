import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** What every page has. */
export interface LayoutProps {
  readonly title: string;
  /** A page that follows what happens shows a status and whether it is connected. */
  readonly live?: "exercise" | "list";
  readonly children?: Child;
}

/** A whole document. */
export function Layout({ title, live, children }: LayoutProps): JSX.Element {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang="en-GB">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title}</title>
          <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
          <link rel="stylesheet" href="/assets/millrace.css" />
          <script type="module" src="/assets/client.js"></script>
        </head>
        <body class={live}>
          <a class="skip" href="#main">
            Skip to the content
          </a>
          <header class="top">
            <a class="wordmark" href="/">
              Millrace
            </a>
            {live !== undefined && (
              <>
                <p id="status" role="status">
                  {live === "exercise" && <a href="#verdict">The verdict</a>}
                </p>
                <p id="connection" role="status" data-state="connecting">
                  Connecting
                </p>
              </>
            )}
          </header>
          <main id="main">{children}</main>
        </body>
      </html>
    </>
  );
}

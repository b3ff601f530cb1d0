import { useEffect, useState } from "react";
import { type LanguageConnection, connectLanguage } from "./editor/connect-language.ts";
import type { RemoteLanguage } from "./editor/language.ts";

/** TypeScript, in a worker that lives as long as the page's part that asks for it. */
export function useLanguage(): RemoteLanguage | undefined {
  const [connection, setConnection] = useState<LanguageConnection>();
  useEffect(() => {
    const made = connectLanguage(
      new Worker(new URL("./editor/language.worker.ts", import.meta.url), { type: "module", name: "typescript" }),
    );
    setConnection(made);
    return () => made.close();
  }, []);
  return connection?.language;
}

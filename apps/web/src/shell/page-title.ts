import { useEffect } from "react";

/** Names the page in the browser's tab and for whoever hears it read: "2.1 FIFO delivery · Millrace". */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Millrace`;
  }, [title]);
}

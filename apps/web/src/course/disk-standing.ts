import { useEffect, useState } from "react";

/** How far somebody is with an exercise, as the workshop's server says. */
export interface DiskStanding {
  readonly id: string;
  readonly status: string;
  readonly points: number;
  readonly pointsMax: number;
}

/**
 * How far the files on disk are, by exercise, kept up to date as they are saved. Empty where no workshop serves the page: a
 * copy of the site on any server is whole without one.
 */
export function useDiskStanding(): ReadonlyMap<string, DiskStanding> {
  const [standings, setStandings] = useState<ReadonlyMap<string, DiskStanding>>(new Map());
  useEffect(() => {
    const ending = new AbortController();
    const look = async (): Promise<void> => {
      const found = await readStandings(ending.signal).catch(() => []);
      if (!ending.signal.aborted) setStandings(new Map(found.map((standing) => [standing.id, standing])));
    };
    void look();
    const events = new EventSource("/api/events");
    events.addEventListener("found", () => void look());
    return () => {
      ending.abort();
      events.close();
    };
  }, []);
  return standings;
}

async function readStandings(signal: AbortSignal): Promise<DiskStanding[]> {
  const response = await fetch("/api/exercises", { signal });
  const found: unknown = response.ok ? await response.json() : [];
  return Array.isArray(found) ? found.filter(isStanding) : [];
}

function isStanding(value: unknown): value is DiskStanding {
  const { id, status, points, pointsMax } = Object(value) as Record<string, unknown>;
  return (
    typeof id === "string" && typeof status === "string" && typeof points === "number" && typeof pointsMax === "number"
  );
}

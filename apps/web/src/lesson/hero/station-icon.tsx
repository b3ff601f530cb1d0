import type { ReactNode } from "react";
import type { StationName } from "./stations.ts";

/** What a station is, in a few strokes. Its name stands below, so nobody needs to know them. */
export function StationIcon({ name }: { readonly name: StationName }) {
  return (
    <g className="hero-icon" aria-hidden="true" transform="translate(0 -14)">
      {icons[name]}
    </g>
  );
}

const icons: Readonly<Record<StationName, ReactNode>> = {
  // A database.
  PostgreSQL: (
    <>
      <ellipse cy="-12" rx="16" ry="5" />
      <path d="M-16,-12V12A16,5 0 0 0 16,12V-12M-16,0A16,5 0 0 0 16,0" />
    </>
  ),
  // Tasks, one after two others.
  Airflow: (
    <>
      <path d="M-12,-9L12,0M-12,9L12,0" />
      <circle cx="-14" cy="-10" r="5" />
      <circle cx="-14" cy="10" r="5" />
      <circle cx="14" r="5" />
    </>
  ),
  // A written model.
  dbt: <path d="M-13,-17H7L13,-11V17H-13ZM-7,-6H7M-7,2H7M-7,10H2" />,
  // Bronze, silver and gold.
  S3: (
    <>
      <rect className="is-bronze" x="-18" y="6" width="36" height="10" rx="2" />
      <rect className="is-silver" x="-18" y="-5" width="36" height="10" rx="2" />
      <rect className="is-gold" x="-18" y="-16" width="36" height="10" rx="2" />
    </>
  ),
  // A leader and its nodes.
  Redshift: (
    <>
      <path d="M0,-6V6M-15,6V0H15V6" />
      <rect x="-6" y="-17" width="12" height="11" rx="2" />
      <rect x="-20" y="6" width="11" height="11" rx="2" />
      <rect x="-5.5" y="6" width="11" height="11" rx="2" />
      <rect x="9" y="6" width="11" height="11" rx="2" />
    </>
  ),
  // A chart.
  Metabase: <path d="M-18,-17V16H18M-11,16V4H-5V16M1,16V-4H7V16M13,16V-13H18V16" />,
};

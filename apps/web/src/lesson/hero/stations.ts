/** The stations of the first picture, in the order in which the data comes to them. */
export const stations = ["PostgreSQL", "Airflow", "dbt", "S3", "Redshift", "Metabase"] as const;

/** One of {@link stations}. */
export type StationName = (typeof stations)[number];

import { connections } from "@millrace/pipeline/batch-pipeline.world.ts";
import type { Layout } from "./layout.ts";

/** The batch pipeline: the scheduler above, the way of the rows in the middle, what they are kept in below. */
export const batchLayout: Layout = {
  height: 430,
  places: [
    { id: "postgres", title: "PostgreSQL", x: 8, y: 50 },
    { id: "airflow", title: "Airflow", x: 48, y: 11 },
    { id: "worker", title: "Worker", x: 28, y: 50 },
    { id: "s3", title: "S3", x: 48, y: 89 },
    { id: "dbt", title: "dbt", x: 48, y: 50 },
    { id: "redshift", title: "Redshift", x: 70, y: 50 },
    { id: "node-1", title: "Node 1", x: 70, y: 89 },
    { id: "node-2", title: "Node 2", x: 91, y: 89 },
    { id: "metabase", title: "Metabase", x: 91, y: 50 },
  ],
  lines: connections,
};

/**
 * The river: Source → Airflow → dbt → Warehouse → Analytics. Each machine keeps on its disk what it has not handed on, so
 * that it may be killed at any moment.
 */
import { type Faults, type Input, type System, defineSystem, durable } from "@millrace/core";
import { reach } from "./reach.ts";
import { sea } from "./sea.ts";
import { spring } from "./spring.ts";

/** Who hands on to whom. */
export const riverLines = [
  ["source", "airflow"],
  ["airflow", "dbt"],
  ["dbt", "warehouse"],
  ["warehouse", "analytics"],
] as const;

/** The river with inputs and faults, for a search; on workers, readers give both. */
export function riverSystem(options: { readonly inputs?: readonly Input[]; readonly faults?: Faults } = {}): System {
  return defineSystem({
    machines: {
      source: durable(spring("airflow")),
      airflow: durable(reach("dbt")),
      dbt: durable(reach("warehouse")),
      warehouse: durable(reach("analytics")),
      analytics: durable(sea),
    },
    topology: riverLines.flatMap(([upper, lower]) => [[upper, lower] as const, [lower, upper] as const]),
    ...options,
  });
}

/** The river as it runs in the page. */
export const river: System = riverSystem();

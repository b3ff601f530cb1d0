import { type Design, nameOf } from "./design.ts";
import { type Guarantee, guaranteesOf, tableGuaranteeOf } from "./guarantees.ts";

/** What each edge promises: the drawing in words. */
export function GuaranteeTable({ design }: { readonly design: Design }) {
  return (
    <div className="wide-table" role="region" aria-label="What each edge guarantees" tabIndex={0}>
      <table>
        <caption>What each edge guarantees</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Delivery</th>
            <th scope="col">Order</th>
            <th scope="col">Kill the stage that it comes from</th>
          </tr>
        </thead>
        <tbody>
          {guaranteesOf(design).map(({ edge: { from, to }, ...guarantee }) => (
            <Row key={`${from.id} ${to.id}`} from={from.label} to={to.label} guarantee={guarantee} />
          ))}
          <Row from={nameOf(design, "warehouse")} to="its table" guarantee={tableGuaranteeOf(design)} />
        </tbody>
      </table>
    </div>
  );
}

function Row({
  from,
  to,
  guarantee: { delivery, order, kill },
}: {
  readonly from: string;
  readonly to: string;
  readonly guarantee: Omit<Guarantee, "edge">;
}) {
  return (
    <tr>
      <th scope="row">{from}</th>
      <td>{to}</td>
      <td>{delivery}</td>
      <td>{order}</td>
      <td>{kill}</td>
    </tr>
  );
}

import { type Count, type Photo, type Sent, allTheMoney } from "./ledger.ts";
import { type CutVerdict, sum, sumOf, sumOfTills } from "./judge-cut.ts";

/** What a finished count came to, and why. */
export function describeCount({ answers }: Count, { underWay, twice }: CutVerdict): string {
  const found = sumOfTills(answers);
  const missing = underWay.length === 0 ? "" : ` In nobody’s till: ${list(underWay)}.`;
  const doubled = twice.length === 0 ? "" : ` In two tills: ${list(twice)}.`;
  return `${found} coins, ${describeDifference(found)}.${missing}${doubled}`;
}

/** What a finished photo came to. */
export function describePhoto({ answers, channels }: Photo): string {
  const tills = sumOfTills(answers);
  const onTheWay = sum(Object.values(channels).flat());
  const found = tills + onTheWay;
  return `${tills} in the tills and ${onTheWay} on the way make ${found} coins, ${describeDifference(found)}.`;
}

function describeDifference(found: number): string {
  if (found === allTheMoney) return "all of them";
  return found < allTheMoney ? `${allTheMoney - found} too few` : `${found - allTheMoney} too many`;
}

function list(transfers: readonly Sent[]): string {
  const parts = transfers.map(({ amount, from, to }) => `${amount} from ${from} to ${to}`);
  const last = parts.at(-1) ?? "";
  const text = parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
  return transfers.length < 2 ? text : `${text}, ${sumOf(transfers)} in all`;
}

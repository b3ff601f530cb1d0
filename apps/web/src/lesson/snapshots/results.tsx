import { branches } from "./bank-system.ts";
import {
  type Count,
  type Ledger,
  type Photo,
  type Sent,
  allTheMoney,
  channelName,
  channels,
  hasAllAnswers,
  isFinished,
} from "./ledger.ts";
import { agrees, judgeCut, sumOfTills, wasAMoment } from "./judge-cut.ts";
import { describeCount, describePhoto } from "./words.ts";

/** The counts by telephone, the latest first. */
export function Counts({ ledger: { counts, transfers } }: { readonly ledger: Ledger }) {
  const finished = counts.filter(({ answers }) => hasAllAnswers(answers));
  const wrong = finished.filter(({ answers }) => sumOfTills(answers) !== allTheMoney).length;
  return (
    <section aria-label="Counts by telephone">
      <h3>By telephone</h3>
      <p>{finished.length === 0 ? "Nobody has called yet." : `${wrong} of ${finished.length} counts were wrong.`}</p>
      <ol className="bank-results" reversed>
        {counts
          .slice(-mostShown)
          .toReversed()
          .map((count) => (
            <li key={count.name} value={Number(count.name)}>
              {hasAllAnswers(count.answers) ? (
                <>
                  <Tills count={count} /> {describeCount(count, judgeCut(count.answers, transfers))}
                </>
              ) : (
                "Calling …"
              )}
            </li>
          ))}
      </ol>
    </section>
  );
}

function Tills({ count: { answers } }: { readonly count: Count }) {
  return <span className="quiet">{branches.map((name) => answers[name]?.balance).join(" + ")} =</span>;
}

/** The snapshots: one line for each, and all parts of the latest. */
export function Photos({ ledger: { photos, transfers } }: { readonly ledger: Ledger }) {
  const latest = photos.at(-1);
  const finished = photos.filter(isFinished);
  return (
    <section aria-label="Snapshots">
      <h3>By snapshot</h3>
      <p>
        {finished.length === 0
          ? "No snapshot is finished yet."
          : `${finished.filter(isShort).length} of ${finished.length} snapshots were wrong.`}
      </p>
      <ol className="bank-results" reversed>
        {photos
          .slice(-mostShown)
          .toReversed()
          .map((photo) => (
            <li key={photo.name} value={Number(photo.name)}>
              {isFinished(photo) ? describePhoto(photo) : describeProgress(photo)}
            </li>
          ))}
      </ol>
      {latest !== undefined && <Parts photo={latest} />}
      {latest !== undefined && isFinished(latest) && <Check photo={latest} transfers={transfers} />}
    </section>
  );
}

/** A photo beside what really happened, which no branch can see and the recorded events tell. */
function Check({ photo, transfers }: { readonly photo: Photo; readonly transfers: readonly Sent[] }) {
  return (
    <p className="quiet">
      {agrees(photo, transfers)
        ? `Compared with all ${transfers.length} transfers: nothing in the photo was received and not sent, and its channels hold just what was on its way. `
        : `Compared with all ${transfers.length} transfers, the photo is wrong: that is our fault. `}
      {wasAMoment(photo.answers, transfers)
        ? "This time there was a moment at which everything stood just so, as the events were reported."
        : "As the events were reported, there was no moment at which everything stood just so. It is a moment that could have been, and no branch can tell the difference."}
    </p>
  );
}

function Parts({ photo }: { readonly photo: Photo }) {
  return (
    <table className="bank-parts">
      <caption>Snapshot {photo.name}, part by part</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Recorded</th>
        </tr>
      </thead>
      <tbody>
        {branches.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{photo.answers[name]?.balance ?? "not yet"}</td>
          </tr>
        ))}
        {channels.map((ends) => (
          <tr key={channelName(ends)}>
            <th scope="row">{channelName(ends)}</th>
            <td>{describeChannel(photo.channels[channelName(ends)])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many of each kind are listed. */
const mostShown = 5;

function isShort(photo: Photo): boolean {
  const onTheWay = Object.values(photo.channels).flat();
  return onTheWay.reduce((total, amount) => total + amount, sumOfTills(photo.answers)) !== allTheMoney;
}

function describeChannel(amounts: readonly number[] | undefined): string {
  if (amounts === undefined) return "its marker is to come";
  return amounts.length === 0 ? "empty" : `${amounts.join(" + ")} on the way`;
}

function describeProgress({ answers, channels: recorded }: Photo): string {
  const said = Object.keys(answers).length;
  const closed = Object.keys(recorded).length;
  return `Under way: ${said} of ${branches.length} branches have recorded their till, the marker has come through ${closed} of ${channels.length} channels.`;
}

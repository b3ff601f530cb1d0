import { Suspense, lazy } from "react";
import { Link } from "wouter";
import { Analogy, Section } from "../section.tsx";
import { WhenSeen } from "../when-seen.tsx";
import { NotLoaded } from "./not-loaded.tsx";

const Designer = lazy(async () => import("./designer.tsx").catch(() => ({ default: NotLoaded })));

export function DesignerSection() {
  return (
    <Section anchor="designer" title="Design your own pipeline">
      <Analogy title="Carrying plates up a dark staircase">
        <p>
          You carry plates, four at a time, and somebody keeps a list. If you cross them off before you go, a stumble
          costs four plates, and nobody misses them. If you cross them off when you are back, a stumble on the way back
          means that four more are carried up. The second is better, as long as somebody upstairs looks at the numbers
          on the plates.
        </p>
      </Analogy>
      <p>
        Choose one of each. What the design guarantees follows at once, edge by edge. Then run it, kill what you like,
        and see whether it was true.
      </p>
      <WhenSeen label="The designer" minHeight={900}>
        <Suspense fallback={<p role="status">Loading the designer …</p>}>
          <Designer />
        </Suspense>
      </WhenSeen>
      <p>
        Each of these choices is an exercise: <Link href="/workshop/2.2">keyed partitions</Link>,{" "}
        <Link href="/workshop/4.2">from a snapshot to the log</Link>,{" "}
        <Link href="/workshop/3.3">when to note what is done</Link>,{" "}
        <Link href="/workshop/3.2">to recognise a repeat</Link>, and{" "}
        <Link href="/workshop/7.1">all of it on a bad day</Link>.
      </p>
    </Section>
  );
}

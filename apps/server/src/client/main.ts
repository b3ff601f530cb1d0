// What every page runs: draws its diagrams and, where it has a part that changes, keeps that part up to date.
import { drawDiagrams, drawWhenOpened, redrawOnThemeChange } from "./diagrams.ts";
import { followServer } from "./follow-server.ts";
import { makeLive } from "./live-part.ts";

drawWhenOpened();
redrawOnThemeChange();
void drawDiagrams(document.body);

const part = document.getElementById("live");
if (part !== null) {
  const live = makeLive(part);
  followServer({
    onHello: () => void live.update(),
    onGrading: (id) => live.concerns(id) && live.showBusy(),
    onFound: (id) => live.concerns(id) && void live.update(),
  });
}

import { Suspense, lazy } from "react";
import { Route, Switch } from "wouter";
import { LessonPage } from "../lesson/lesson-page.tsx";
import { Frame } from "./frame.tsx";
import { NotHere } from "./not-here.tsx";

// Asked for when they are opened: most readers begin with the lesson.
const CoursePage = lazy(async () => import("../course/course-page.tsx"));
const ExercisePage = lazy(async () => import("../workshop/exercise-page.tsx"));
const RunPage = lazy(async () => import("../execution/run-page.tsx"));

/** The site: a page for each address. `server` knows the same addresses (site.node.ts). */
export function App() {
  return (
    <Frame>
      <Suspense fallback={<p role="status">Loading …</p>}>
        <Switch>
          <Route path="/" component={LessonPage} />
          <Route path="/course" component={CoursePage} />
          <Route path="/workshop/:id">{({ id }) => <ExercisePage id={id} />}</Route>
          <Route path="/run/:name?" component={RunPage} />
          <Route component={NotHere} />
        </Switch>
      </Suspense>
    </Frame>
  );
}

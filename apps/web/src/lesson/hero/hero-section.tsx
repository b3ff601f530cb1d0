import { Link } from "wouter";
import { PipelineDrawing } from "./pipeline-drawing.tsx";
import { stations } from "./stations.ts";

/** The first thing that a reader sees. */
export function HeroSection() {
  return (
    <section id="hero" className="hero">
      <h1>Distributed computing for pipelines</h1>
      <p className="lead">
        A row is written to PostgreSQL in the morning and stands in a dashboard at noon. Between the two are half a
        dozen machines that share nothing but messages. Here you see what keeps them together, one idea at a time: each
        picture on this page is the running system.
      </p>
      {/* One of the two is seen: all in a row, or three and three where the window is narrow. */}
      <PipelineDrawing columns={stations.length} />
      <PipelineDrawing columns={stations.length / 2} />
      <p className="actions">
        <a className="button" href="#designer">
          Design your own pipeline
        </a>
        <Link className="button quiet-button" href="/course">
          Build it yourself: the course
        </Link>
      </p>
    </section>
  );
}

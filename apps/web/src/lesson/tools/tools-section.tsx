import { Link } from "wouter";
import { Analogy, Section } from "../section.tsx";
import { toolAnchor } from "./tool-anchor.ts";
import { type Tool, tools } from "./tools.ts";
import "./tools.css";

export function ToolsSection() {
  return (
    <Section anchor="tools" title="The tools, and what each does">
      <Analogy title="An orchestra">
        <p>
          Nobody asks a violin how it works to enjoy a concert. But when the second violin stops in the middle of a
          movement, it matters who notices, who goes on playing, and whether the bar is played again or left out.
        </p>
      </Analogy>
      <p>
        Each tool below is a machine, or many, that knows of the others only what messages tell it. Open one to see what
        it does for the whole, what you may rely on, and what is left when it dies.
      </p>
      <div className="tools">
        {tools.map((tool) => (
          <ToolCard key={tool.name} tool={tool} />
        ))}
      </div>
    </Section>
  );
}

function ToolCard({ tool }: { readonly tool: Tool }) {
  return (
    <details className="tool">
      <summary>
        <span className="tool-name">{tool.name}</span> <span className="quiet">{tool.role}</span>
      </summary>
      {/* The address is inside: a browser opens what it is led into. */}
      <dl id={toolAnchor(tool.name)}>
        <dt>What it does</dt>
        <dd>{tool.does}</dd>
        <dt>What you may rely on</dt>
        <dd>{tool.guarantee}</dd>
        <dt>When it dies</dt>
        <dd>{tool.dies}</dd>
        <dt>In our code</dt>
        {tool.stations.map((station) => (
          <dd key={station}>
            <Station text={station} />
          </dd>
        ))}
        <dt>Build it yourself</dt>
        {tool.exercises.map(({ id, title }) => (
          <dd key={id}>
            <Link href={`/workshop/${id}`}>
              {id} {title}
            </Link>
          </dd>
        ))}
      </dl>
    </details>
  );
}

/** A path, and what stands behind it in words. */
function Station({ text }: { readonly text: string }) {
  const [path = "", ...words] = text.split(" ");
  return (
    <>
      <code>{path}</code> {words.join(" ")}
    </>
  );
}

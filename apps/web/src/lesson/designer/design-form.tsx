import { type Design, type Question, questions } from "./design.ts";

/** The reader's choices: one of each. */
export function DesignForm({ design, onChange }: { readonly design: Design; onChange(design: Design): void }) {
  return (
    <form className="design-form" onSubmit={(event) => event.preventDefault()}>
      {questions.map((question) => (
        <Choices
          key={question.name}
          question={question}
          chosen={design[question.name]}
          onChoose={(value) => onChange({ ...design, [question.name]: value })}
        />
      ))}
    </form>
  );
}

function Choices({
  question: { name, title, choices },
  chosen,
  onChoose,
}: {
  readonly question: Question;
  readonly chosen: string;
  onChoose(value: string): void;
}) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {choices.map(({ value, name: choice, means }) => (
        <label key={value}>
          <input type="radio" name={`design-${name}`} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>
            {choice} <span className="quiet">{means}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

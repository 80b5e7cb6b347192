import { useState } from "preact/hooks";
import { TextArea } from "../admin/signin/TextArea";
import { shortTime } from "../text/time";
import { Select } from "../ui/Select";
import type { Payload, Sample } from "./templateapi";

interface Props {
  payloads: Payload[];
  /** What is chosen at first: the id of a payload, or nothing for one that is pasted. */
  first: string;
  onChoose: (sample: Sample) => void;
}

/** SampleChoice is which payload the template is tried on: one of the last ones, or one that is pasted. */
export function SampleChoice({ payloads, first, onChoose }: Props) {
  const [chosen, setChosen] = useState(first);
  const [pasted, setPasted] = useState("");
  const choose = (id: string) => {
    setChosen(id);
    onChoose(payloads.find((p) => String(p.id) === id) ?? { header: {}, body: pasted });
  };
  const payload = payloads.find((p) => String(p.id) === chosen);
  return (
    <>
      <Select label="Tried on" value={chosen} onInput={choose}>
        {payloads.map((p) => (
          <option key={p.id} value={String(p.id)}>
            {p.format}, {shortTime(p.received)}
          </option>
        ))}
        <option value="">
          {payloads.length === 0 ? "A payload that I paste" : "Another one, that I paste"}
        </option>
      </Select>
      {payload ? (
        <details class="template-payload">
          <summary>What was sent</summary>
          <pre dir="ltr">{pretty(payload.body)}</pre>
        </details>
      ) : (
        <TextArea
          label="Payload"
          value={pasted}
          onInput={(body) => {
            setPasted(body);
            onChoose({ header: {}, body });
          }}
          hint="What the tool sends: JSON, a form or text."
        />
      )}
    </>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

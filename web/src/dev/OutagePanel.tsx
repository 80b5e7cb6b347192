import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";
import { changeOutages, expireTokens, type OutageChange, type Outages } from "./devapi";
import { Tool } from "./Tool";

const states: [Outages["api"], string][] = [
  ["fine", "Fine"],
  ["503", "503"],
  ["429", "429"],
  ["slow", "Slow"],
];

interface Props {
  outages: Outages;
  apiURL: string;
  onChanged: () => void;
}

/** OutagePanel makes the server fail as servers do in the field. */
export function OutagePanel({ outages, apiURL, onChanged }: Props) {
  const { api } = useWorkspace();
  const action = useAction();
  const [now, setNow] = useState(outages);
  const [said, setSaid] = useState("");
  const change = (c: OutageChange) =>
    void action.run(async () => {
      setSaid("");
      const { move, ...rest } = c;
      setNow({ ...now, ...rest }); // at once, for what was ticked; the answer counts
      try {
        setNow(await changeOutages(api, c));
      } catch (err) {
        setNow(now);
        throw err;
      }
      if (move !== undefined) onChanged();
    });
  const expire = () =>
    void action.run(async () => {
      const n = await expireTokens(api);
      setSaid(n === 1 ? "1 token has ended." : `${n} tokens have ended.`);
    });
  return (
    <Tool title="Make it fail">
      <fieldset class="choices">
        <legend>The API answers</legend>
        {states.map(([value, text]) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="api"
              checked={now.api === value}
              onChange={() => change({ api: value })}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={now.outbound === "blocked"}
          onChange={(e) => change({ outbound: e.currentTarget.checked ? "blocked" : "fine" })}
        />
        <span>Nothing gets out: no webhooks, no installations</span>
      </label>
      <p class="list-note wrap">
        The API is at <code dir="ltr">{apiURL}</code>
      </p>
      <div class="actions dev-deeds">
        <button type="button" class="button" disabled={action.busy} onClick={() => change({ move: true })}>
          Move the API
        </button>
        {now.moves > 0 && (
          <button type="button" class="button" disabled={action.busy} onClick={() => change({ move: false })}>
            Move it back
          </button>
        )}
        <button type="button" class="button" disabled={action.busy} onClick={expire}>
          Expire tokens
        </button>
      </div>
      <p class="list-note" role="status">
        {said}
      </p>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </Tool>
  );
}

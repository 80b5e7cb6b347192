import { useState } from "preact/hooks";
import type { Demand } from "../../api/secondstep";
import { Confirm } from "../../ui/Confirm";
import { Failure, Loading } from "../../ui/states";
import { useLoad } from "../../ui/useLoad";
import { type DemandState, sourceApi } from "./sourceapi";

const names: [Demand, string][] = [
  ["nobody", "Whoever wants it"],
  ["administrators", "Administrators must have it"],
  ["everybody", "Everybody must have it"],
];

/** DemandChoice says of whom a second step is demanded. Demanding more asks first: it ends what people are signed in to. */
export function DemandChoice() {
  const loaded = useLoad("demand", sourceApi.demand);
  const [wanted, setWanted] = useState<Demand>();
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  const state = loaded.value;
  if (!state) return <Loading what="the second step" />;
  return (
    <>
      <p class="list-note">
        A code of an authenticator app, asked for after the password. Who comes by a provider is asked for it
        only if they have turned it on themselves.
      </p>
      <fieldset class="choices-down">
        <legend class="visually-hidden">Who must have a second step</legend>
        {names.map(([demand, name]) => (
          <label key={demand} class="option">
            <input
              type="radio"
              name="demand"
              checked={state.demand === demand}
              onChange={() => setWanted(demand)}
            />
            <span>
              {name}
              {demand !== "nobody" && <small>{missing(state, demand)}</small>}
            </span>
          </label>
        ))}
      </fieldset>
      {wanted && (
        <Confirm
          title="Second step"
          text={warning(state, wanted)}
          verb={wanted === "nobody" ? "Leave it to people" : "Demand it"}
          onConfirm={async () => {
            await sourceApi.setDemand(wanted);
            loaded.reload();
          }}
          onClose={() => setWanted(undefined)}
        />
      )}
    </>
  );
}

function missing(state: DemandState, demand: "administrators" | "everybody"): string {
  const n = state.without[demand];
  if (n === 0) return "All of them have one.";
  return n === 1 ? "One of them has none yet." : `${n} of them have none yet.`;
}

function warning(state: DemandState, demand: Demand): string {
  if (demand === "nobody") return "Nobody has to have a second step then. Those who have one keep it.";
  const n = state.without[demand];
  if (n === 0) return "All of them have a second step already.";
  return `${n === 1 ? "One person is" : `${n} people are`} signed out and asked to set up an authenticator when they sign in again. Scripts that use their passwords stop working.`;
}

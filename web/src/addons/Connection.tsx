import { useState } from "preact/hooks";
import type { Connectivity, Finding, Installation } from "../api/addontypes";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";

/** Connection says how far an add-on and the server reach each other, and lets the server look. */
export function Connection({ of: i, onLooked }: { of: Installation; onLooked: () => void }) {
  const [open, setOpen] = useState(false);
  if (!i.connectivity) return null;
  const close = () => {
    setOpen(false);
    onLooked();
  };
  return (
    <div class="list-note">
      <span class={`lozenge lozenge-${looks[i.connectivity.state]}`}>{i.connectivity.state}</span>{" "}
      {i.connectivity.reason}{" "}
      <button
        type="button"
        class="button-link"
        aria-label={`Test the connection with ${i.name}`}
        onClick={() => setOpen(true)}
      >
        Test the connection
      </button>
      {open && <Diagnosis of={i} onClose={close} />}
    </div>
  );
}

const looks: Record<Connectivity["state"], string> = {
  CONNECTED: "success",
  LIMITED: "current",
  "NOT CONNECTED": "error",
};

function Diagnosis({ of: i, onClose }: { of: Installation; onClose: () => void }) {
  const { api } = useWorkspace();
  const found = useLoad(`diagnosis ${i.id}`, () => api.diagnose(i.id));
  return (
    <Dialog title={`Connection with ${i.name}`} onClose={onClose}>
      {found.error && <Failure message={found.error} onRetry={found.reload} />}
      {!found.value && !found.error && <Loading what="what the server can reach" />}
      <ul class="scopes">
        {found.value?.map((f) => (
          <Found key={`${f.target} ${f.code}`} finding={f} />
        ))}
      </ul>
    </Dialog>
  );
}

export function Found({ finding: f }: { finding: Finding }) {
  return (
    <li class="wrap">
      <strong>{f.target}</strong>{" "}
      <span
        class={`lozenge lozenge-${f.level === "good" ? "success" : f.level === "warning" ? "current" : "error"}`}
      >
        {f.code}
      </span>
      <p>{f.means}</p>
      <p class="list-note">{f.detail}</p>
      {f.remedy && <p>{f.remedy}</p>}
    </li>
  );
}

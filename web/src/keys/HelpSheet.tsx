import { Dialog } from "../ui/Dialog";
import { keyNames, onMac, shortcuts } from "./shortcuts";

/** HelpSheet lists all shortcuts. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const mac = onMac();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div class="sheet">
        {shortcuts.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.list.map((s) => (
                <div key={s.keys[0]} class="sheet-line">
                  <dt>{s.does}</dt>
                  <dd>
                    {s.keys.map((k, i) => (
                      <Keys key={k} names={keyNames(k, mac)} or={i > 0} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ names, or }: { names: string[]; or: boolean }) {
  return (
    <>
      {or && <span class="quiet"> or </span>}
      {names.map((n) => (
        <kbd key={n}>{n}</kbd>
      ))}
    </>
  );
}

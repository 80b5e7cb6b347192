import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../ui/Icon";

interface Props {
  title: string;
  /** CSS lengths. */
  width: string;
  height: string;
  warning?: boolean;
  /** Without a bar, only a button to close it stands over its page. */
  bare?: boolean;
  resize?: boolean;
  /** In the bar, beside the title. */
  tool?: ComponentChildren;
  foot?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}

/** AddonDialog is the frame around a page of an add-on over this one. Esc, × and a click beside it close it. spec: connect-js, 9.4 */
export function AddonDialog(p: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (!ref.current?.open) ref.current?.showModal();
    return () => ref.current?.close();
  }, []);
  const looks = [
    p.warning && "addon-dialog-warning",
    p.bare && "addon-dialog-bare",
    p.resize && "addon-dialog-resize",
  ];
  return (
    <dialog
      ref={ref}
      class={["dialog addon-dialog", ...looks].filter(Boolean).join(" ")}
      style={{ "--dialog-width": p.width, "--dialog-height": p.height }}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        p.onClose();
      }}
      onMouseDown={(e) => e.target === ref.current && p.onClose()}
    >
      <header class="addon-dialog-head">
        <h2 id={id} dir="auto" class={p.bare ? "visually-hidden" : undefined}>
          {p.title}
        </h2>
        {p.tool}
        <button type="button" class="button-icon" aria-label="Close" onClick={p.onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="addon-dialog-body">{p.children}</div>
      {p.foot}
    </dialog>
  );
}

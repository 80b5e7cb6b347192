import type { Button, Look } from "./look";

/** DialogFoot is the hint and the buttons below a dialog; nothing where there are none. */
export function DialogFoot({ look, onPress }: { look: Look; onPress: (b: Button) => void }) {
  const { hint, primary, secondary } = look;
  if (!hint && !primary && secondary.length === 0) return null;
  return (
    <footer class="addon-dialog-foot">
      <p class="addon-dialog-hint" dir="auto">
        {hint}
      </p>
      {secondary.map((b, i) => (
        <button
          key={b.key ?? i}
          type="button"
          class="button addon-dialog-second"
          disabled={!b.enabled}
          dir="auto"
          onClick={() => onPress(b)}
        >
          {b.name}
        </button>
      ))}
      {primary && (
        <button
          type="button"
          class={`button ${look.warning ? "button-danger" : "button-primary"}`}
          disabled={!primary.enabled}
          dir="auto"
          onClick={() => onPress(primary)}
        >
          {primary.name}
        </button>
      )}
    </footer>
  );
}

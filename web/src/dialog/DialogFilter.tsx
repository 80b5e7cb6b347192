import { useEffect, useRef } from "preact/hooks";

/** Typing settles for so long before an add-on hears of it. spec: connect-js, 6 */
const settleMs = 250;

interface Props {
  placeholder: string;
  onChange: (value: string) => void;
}

/** DialogFilter is the box in a dialog's title bar. */
export function DialogFilter({ placeholder, onChange }: Props) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      class="input addon-dialog-filter"
      aria-label={placeholder || "Filter"}
      placeholder={placeholder}
      maxLength={500}
      dir="auto"
      onInput={(e) => {
        const { value } = e.currentTarget;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(value), settleMs);
      }}
    />
  );
}

import { useState } from "preact/hooks";

/** CopyButton puts text on the clipboard. name says what, for those who hear the page. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [state, setState] = useState<"" | "Copied" | "Select and copy it by hand">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("Copied");
    } catch {
      // Browsers give no clipboard to pages without TLS.
      setState(copyByHand(text) ? "Copied" : "Select and copy it by hand");
    }
    setTimeout(() => setState(""), 2500);
  };
  return (
    <span class="copy">
      <span role="status" class="copy-state">
        {state}
      </span>
      <button type="button" class="button" aria-label={`Copy ${name}`} onClick={copy}>
        Copy
      </button>
    </span>
  );
}

function copyByHand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

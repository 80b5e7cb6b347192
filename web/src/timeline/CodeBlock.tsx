import { useEffect, useRef, useState } from "preact/hooks";
import { codeLimit, isLong } from "../text/prefix";
import { CopyButton } from "../ui/CopyButton";
import { Fold } from "./Fold";

/** Longer code is shown without colours. */
const maxColoured = 20_000;

/** CodeBlock is code, in colours once these have been loaded. Without a language one is guessed, if it may be. */
export function CodeBlock({
  text,
  language,
  plain = false,
}: {
  text: string;
  language: string;
  plain?: boolean;
}) {
  const code = useColours(text, language, plain || text.length > maxColoured);
  return (
    <div class="code-block">
      <Fold long={isLong(text, codeLimit)} class="fold-code">
        <pre class="block" tabIndex={0} dir="ltr">
          {/* Another text gets another element: in this one there may be colours, which are not replaced with it. */}
          <code key={text} ref={code}>
            {text}
          </code>
        </pre>
      </Fold>
      <CopyButton text={text} name="this code" />
    </div>
  );
}

/** useColours puts coloured nodes in place of the text, which is the same. */
function useColours(text: string, language: string, off: boolean) {
  const ref = useRef<HTMLElement>(null);
  const [colours, setColours] = useState<{ of: string; nodes: DocumentFragment }>();
  useEffect(() => {
    if (off) return;
    let current = true;
    import("../text/highlight").then(
      ({ highlighted }) => {
        const nodes = highlighted(text, language);
        if (current && nodes) setColours({ of: text, nodes });
      },
      () => {}, // It can be read without colours.
    );
    return () => {
      current = false;
    };
  }, [text, language, off]);
  useEffect(() => {
    if (colours?.of === text) ref.current?.replaceChildren(colours.nodes.cloneNode(true));
  }, [colours, text]);
  return ref;
}

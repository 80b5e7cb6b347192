import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  html: string;
  /** The wall to pass it through. */
  clean: (html: string) => DocumentFragment;
  class?: string;
}

/** Html is sanitised notification HTML. It is handed over as nodes, so that no string is parsed a second time. */
export function Html({ html, clean, class: name = "html" }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(clean(html));
  }, [html, clean]);
  return <div ref={ref} class={name} dir="auto" />;
}

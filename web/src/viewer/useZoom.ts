import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** At 1 the whole picture fits; each step is half as large again. */
const step = 1.5;
const most = step ** 6;

/** useZoom enlarges a picture on its stage, which then scrolls. Another picture starts at its fitting size. */
export function useZoom(picture: string | undefined) {
  const stage = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const [factor, setFactor] = useState(1);
  useLayoutEffect(() => setFactor(1), [picture]);
  useLayoutEffect(() => {
    const [el, box] = [image.current, stage.current];
    if (!el || !box) return;
    if (factor === 1) {
      el.removeAttribute("data-zoomed");
      el.style.width = "";
      return;
    }
    const fits = Math.min(box.clientWidth / el.naturalWidth, box.clientHeight / el.naturalHeight, 1);
    el.dataset.zoomed = "";
    el.style.width = `${el.naturalWidth * fits * factor}px`;
    // What was in the middle stays there.
    box.scrollTo((box.scrollWidth - box.clientWidth) / 2, (box.scrollHeight - box.clientHeight) / 2);
  }, [factor, picture]);
  return {
    stage,
    image,
    factor,
    by: (steps: number) => setFactor((f) => Math.min(Math.max(f * step ** steps, 1), most)),
    reset: () => setFactor(1),
  };
}

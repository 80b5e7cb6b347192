import { useEffect, useRef } from "preact/hooks";
import { Failure, Loading } from "../ui/states";
import type { Pages } from "./pages";

/** MoreBelow loads the next page of a list when its end comes near, and has a button for who cannot scroll there. */
export function MoreBelow<T, F extends object>({ pages, what }: { pages: Pages<T, F>; what: string }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = end.current;
    if (!at) return;
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting && pages.error.peek() === undefined) void pages.more();
      },
      { rootMargin: "400px" },
    );
    seen.observe(at);
    return () => seen.disconnect();
  }, [pages, pages.items.value.length]);
  return (
    <div ref={end} aria-live="polite">
      {pages.error.value && <Failure message={pages.error.value} onRetry={() => void pages.again()} />}
      {pages.loading.value && <Loading what={what} />}
      {pages.hasMore && !pages.loading.value && (
        <p class="more-below">
          <button type="button" class="button" onClick={() => void pages.more()}>
            Show more
          </button>
        </p>
      )}
    </div>
  );
}

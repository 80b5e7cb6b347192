import { useEffect, useRef } from "preact/hooks";

/** A refusal and the empty page that stands in for what was refused come so close to each other. */
const togetherMs = 1000;

/**
 * useRefusal hears that the page's policy has refused a frame what it was to show: its own address, or where its page led
 * on to. The browser names the address then and not the frame, so it is the one that has got a page just now. It gives
 * what is to be called at each page.
 */
export function useRefusal(live: { origin: string }, refused: () => void): () => void {
  const pages = useRef(0);
  const last = useRef({ page: 0, refusal: Number.NEGATIVE_INFINITY });
  const judge = () => {
    const { page, refusal } = last.current;
    if (pages.current > 1 && Math.abs(page - refusal) < togetherMs) refused();
  };
  useEffect(() => {
    const hear = (e: SecurityPolicyViolationEvent) => {
      if (e.effectiveDirective !== "frame-src") return;
      last.current.refusal = performance.now();
      if (URL.canParse(e.blockedURI) && new URL(e.blockedURI).origin === live.origin) refused();
      else judge();
    };
    document.addEventListener("securitypolicyviolation", hear);
    return () => document.removeEventListener("securitypolicyviolation", hear);
  }, [live]);
  return () => {
    pages.current++;
    last.current.page = performance.now();
    judge();
  };
}

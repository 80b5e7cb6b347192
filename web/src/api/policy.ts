/** The browser says what the page's policy refused a moment after it has failed. */
const reportMs = 100;

/**
 * watchPolicy learns whether the page's policy, which names the add-ons there were when it was loaded, is in the way of
 * an origin. refused answers what was known a moment after it is asked.
 */
export function watchPolicy(origin: string) {
  let note: (is: boolean) => void;
  const heard = new Promise<boolean>((done) => {
    note = done;
  });
  const hear = (e: SecurityPolicyViolationEvent) => {
    if (URL.canParse(e.blockedURI) && new URL(e.blockedURI).origin === origin) note(true);
  };
  document.addEventListener("securitypolicyviolation", hear);
  return {
    get refused() {
      const wait = new Promise<boolean>((done) => setTimeout(() => done(false), reportMs));
      return Promise.race([heard, wait]);
    },
    end: () => document.removeEventListener("securitypolicyviolation", hear),
  };
}

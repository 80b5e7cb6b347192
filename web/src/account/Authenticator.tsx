import type { Enrolment } from "../api/secondstep";
import { CopyButton } from "../ui/CopyButton";

/** Authenticator shows what an app that makes codes needs to know: as a picture to scan, and in letters. */
export function Authenticator({ enrolment }: { enrolment: Enrolment }) {
  const { size, path } = enrolment.qr;
  return (
    <div class="authenticator">
      <svg
        class="qr"
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label="QR code of the secret that stands below"
        shape-rendering="crispEdges"
      >
        <rect width={size} height={size} class="qr-ground" />
        <path d={path} class="qr-ink" />
      </svg>
      <div class="authenticator-words">
        <p>Scan this with an authenticator app. On the phone itself, open it there or type the secret.</p>
        <p class="secret authenticator-secret">
          <code>{enrolment.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        </p>
        <div class="authenticator-ways">
          <a class="button-link" href={enrolment.address}>
            Open the app
          </a>
          <CopyButton text={enrolment.secret} name="the secret" />
        </div>
      </div>
    </div>
  );
}

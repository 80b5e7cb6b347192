import { fullTime, shortTime } from "../text/time";
import type { AuditEntry } from "./adminapi";
import { changeText, linkOf, sentence } from "./auditwords";

/** AuditRow is one entry of the audit log: a sentence, what changed, and from where. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { who, deed, what, how } = sentence(entry);
  const link = linkOf(entry);
  return (
    <li class={`audit-row ${entry.kind === "signin.failed" ? "audit-warning" : ""}`}>
      <time class="audit-time" dateTime={entry.at} title={fullTime(entry.at)}>
        {shortTime(entry.at)}
      </time>
      <div class="audit-main">
        <p>
          <b dir="auto">{who}</b> {deed}{" "}
          {what &&
            (link ? (
              <a href={link} dir="auto">
                {what}
              </a>
            ) : (
              <b dir="auto">{what}</b>
            ))}
        </p>
        {entry.changes.length > 0 && (
          <p class="audit-change" dir="auto">
            {entry.changes.map(changeText).join(" · ")}
          </p>
        )}
        <p class="list-note">{[how, from(entry)].filter(Boolean).join(", ")}</p>
      </div>
      <code class="audit-kind">{entry.kind}</code>
    </li>
  );
}

function from({ address, forwarded_for }: AuditEntry): string {
  if (!address) return "";
  return forwarded_for ? `from ${forwarded_for} by way of ${address}` : `from ${address}`;
}

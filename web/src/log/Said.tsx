import type { Headers as Fields } from "../deliveries/types";

/** Said is a part of what was sent or answered: headers and a body, secrets masked by the server. */
export function Said({ title, headers, body }: { title: string; headers: Fields; body: unknown }) {
  const names = Object.entries(headers ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const text = readable(body);
  return (
    <section class="said">
      <h4>{title}</h4>
      {names.length > 0 && (
        <dl class="said-headers">
          {names.map(([name, values]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="ltr">{values.join(", ")}</dd>
            </div>
          ))}
        </dl>
      )}
      {text !== "" && (
        <pre class="secret" tabIndex={0} role="region" aria-label={`Body of ${title.toLowerCase()}`}>
          <code>{text}</code>
        </pre>
      )}
      {names.length === 0 && text === "" && <p class="list-note">Nothing.</p>}
    </section>
  );
}

/** readable lays JSON out; what is none stays as it is. */
export function readable(body: unknown): string {
  if (body === undefined || body === null || body === "") return "";
  if (typeof body !== "string") return JSON.stringify(body, null, 2);
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

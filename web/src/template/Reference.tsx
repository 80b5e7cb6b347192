import type { Workshop } from "./templateapi";

/** Reference is what a template may say and call. */
export function Reference({ of }: { of: Workshop }) {
  return (
    <details class="template-reference">
      <summary>Fields and functions</summary>
      <p>
        Lines like <code>color: red</code> come first: {of.fields.filter((f) => f !== "message").join(", ")}.
        A fact has a label, as in <code>{"fact Host: {{.host}}"}</code>. With a title it is a card. What is
        left out stays as it is built in. Values are escaped, and what is missing is empty;{" "}
        <code>{"{{if .x}} {{else}} {{end}}"}</code>, <code>{"{{range .list}} {{end}}"}</code> and{" "}
        <code>{"{{with .x}} {{end}}"}</code> are Go's.
      </p>
      <dl class="template-functions">
        {of.functions.map((f) => (
          <div key={f.usage}>
            <dt>
              <code dir="ltr">{`{{${f.usage}}}`}</code>
            </dt>
            <dd>{f.says}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

import { useMemo } from "preact/hooks";
import { type Block, blocksOf } from "../text/markdown";
import type { Mentionable } from "../text/tokens";
import { CodeBlock } from "./CodeBlock";
import { Inline } from "./Spans";

/** Markdown is a message as people write it. */
export function Markdown({ text, who }: { text: string; who: Mentionable }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return <Blocks blocks={blocks} who={who} />;
}

interface Props {
  blocks: Block[];
  who: Mentionable;
  /** Runs in the direction of what it stands in, not in its own. */
  follows?: boolean;
}

function Blocks({ blocks, who, follows = false }: Props) {
  return (
    <>
      {blocks.map((b, i) => (
        <BlockView key={i} block={b} who={who} follows={follows} />
      ))}
    </>
  );
}

function BlockView({ block: b, who, follows }: Omit<Props, "blocks"> & { block: Block }) {
  switch (b.kind) {
    case "text":
      return (
        <p dir={follows ? undefined : "auto"} class="text">
          <Inline text={b.text} who={who} />
        </p>
      );
    case "heading":
      // The page has headings of its own; in a message a heading is a line that stands out.
      return (
        <p dir="auto" class={`text text-heading text-heading-${Math.min(b.level, 3)}`}>
          <Inline text={b.text} who={who} />
        </p>
      );
    case "code":
      return <CodeBlock text={b.text} language={b.language} />;
    case "quote":
      return (
        <blockquote dir="auto" class="quote">
          <Blocks blocks={b.blocks} who={who} follows />
        </blockquote>
      );
    case "list":
      return <List block={b} who={who} />;
    case "table":
      return <Table block={b} who={who} />;
  }
}

function List({ block: b, who }: { block: Block & { kind: "list" }; who: Mentionable }) {
  const items = b.items.map((blocks, i) => (
    <li key={i}>
      <Blocks blocks={blocks} who={who} follows />
    </li>
  ));
  if (b.start !== undefined) {
    return (
      <ol class="text-list" dir="auto" start={b.start}>
        {items}
      </ol>
    );
  }
  return (
    <ul class="text-list" dir="auto">
      {items}
    </ul>
  );
}

function Table({ block: b, who }: { block: Block & { kind: "table" }; who: Mentionable }) {
  return (
    <div class="table" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {b.head.map((c, i) => (
              <th key={i} dir="auto">
                <Inline text={c} who={who} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {b.rows.map((row, i) => (
            <tr key={i}>
              {row.map((c, j) => (
                <td key={j} dir="auto">
                  <Inline text={c} who={who} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

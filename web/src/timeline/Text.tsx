import { useState } from "preact/hooks";
import { isLong, prefixed } from "../text/prefix";
import { type Mentionable, pieces } from "../text/tokens";

interface Props {
  body: string;
  who: Mentionable;
  sender: string;
}

/** Text is a text message: links, mentions, emoticons and the prefixes that people type. */
export function Text({ body, who, sender }: Props) {
  const { style, text } = prefixed(body);
  const [open, setOpen] = useState(false);
  const long = isLong(text);
  const folded = long && !open;
  return (
    <>
      <div class={folded ? "text-fold" : undefined}>
        {style === "code" || style === "pre" ? (
          <pre class="block" tabIndex={0}>
            <code>{text}</code>
          </pre>
        ) : style === "quote" ? (
          <blockquote dir="auto" class="text">
            <Pieces text={text} who={who} />
          </blockquote>
        ) : (
          <p dir="auto" class={style === "action" ? "text text-action" : "text"}>
            {style === "action" && <span>{sender} </span>}
            <Pieces text={text} who={who} />
          </p>
        )}
      </div>
      {long && (
        <button type="button" class="button-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : "Show more"}
        </button>
      )}
    </>
  );
}

function Pieces({ text, who }: { text: string; who: Mentionable }) {
  return (
    <>
      {pieces(text, who).map((p, i) => {
        switch (p.kind) {
          case "link":
            return (
              <a key={i} href={p.href} target="_blank" rel="noopener noreferrer nofollow">
                {p.text}
              </a>
            );
          case "mention":
            return (
              <span key={i} class={p.self ? "mention mention-self" : "mention"}>
                {p.text}
              </span>
            );
          case "emoticon":
            return (
              <span key={i} class="emoticon" role="img" aria-label={p.name} title={`(${p.name})`}>
                {p.emoji}
              </span>
            );
          default:
            return p.text;
        }
      })}
    </>
  );
}

import { isEmoji } from "../text/emoji";
import { isLong, messageLimit, notificationLimit, type Prefixed, prefixed } from "../text/prefix";
import { type Mentionable, pieces } from "../text/tokens";
import { Markdown } from "./Blocks";
import { CodeBlock } from "./CodeBlock";
import { Fold } from "./Fold";
import { Inline, Plain } from "./Spans";

interface Props {
  body: string;
  who: Mentionable;
  sender: string;
  /** People write markdown; what integrations send as text is shown as it is. */
  markdown?: boolean;
}

/** Text is a text message with the prefixes that people type. The stored text is what was typed. */
export function Text({ body, who, sender, markdown = false }: Props) {
  const { style, text } = prefixed(body);
  const code = style === "code" || style === "pre";
  return (
    <Fold long={!code && isLong(text, markdown ? messageLimit : notificationLimit)}>
      <Styled style={style} text={text} who={who} sender={sender} markdown={markdown} />
    </Fold>
  );
}

function Styled({ style, text, who, sender, markdown }: Prefixed & Omit<Props, "body">) {
  switch (style) {
    case "code":
      return <CodeBlock text={text} language="" />;
    case "pre":
      return <CodeBlock text={text} language="" plain />;
    case "quote":
      return (
        <blockquote dir="auto" class="quote">
          <Markdown text={text} who={who} />
        </blockquote>
      );
    case "action":
      return (
        <p dir="auto" class="text text-action">
          <span>{sender} </span>
          <Inline text={text} who={who} />
        </p>
      );
  }
  if (isAlone(text, who)) {
    return (
      <p dir="auto" class="text text-large">
        <Plain text={text} who={who} />
      </p>
    );
  }
  if (markdown) return <Markdown text={text} who={who} />;
  return (
    <p dir="auto" class="text">
      <Plain text={text} who={who} />
    </p>
  );
}

/** More pictures than this are not shown large. */
const maxLarge = 12;

/** isAlone tells whether a text is a few emoji and emoticons and nothing else: they are shown large. */
function isAlone(text: string, who: Mentionable): boolean {
  if (text.length > 200) return false;
  const all = pieces(text, who);
  const pictures = all.filter((p) => p.kind === "emoticon" || p.kind === "emoji").length;
  if (pictures > maxLarge) return false;
  return all.every((p) => {
    if (p.kind === "text") return p.text.trim() === "" || isEmoji(p.text);
    return p.kind === "emoticon" || p.kind === "emoji";
  });
}

import { useMemo } from "preact/hooks";
import type { Emoticon } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { useEmoji } from "../text/emoji";
import { inlineOf, type Span } from "../text/inline";
import { type Mentionable, pieces } from "../text/tokens";

/** Inline is text with the markup that people type. */
export function Inline({ text, who }: { text: string; who: Mentionable }) {
  const spans = useMemo(() => inlineOf(text, who), [text, who]);
  return <Spans spans={spans} />;
}

/** Plain is text without markup: links, mentions and emoticons only. */
export function Plain({ text, who }: { text: string; who: Mentionable }) {
  const spans = useMemo(() => pieces(text, who), [text, who]);
  return <Spans spans={spans} />;
}

function Spans({ spans }: { spans: Span[] }) {
  return (
    <>
      {spans.map((s, i) => (
        <SpanView key={i} span={s} />
      ))}
    </>
  );
}

function SpanView({ span: s }: { span: Span }) {
  switch (s.kind) {
    case "text":
      return <>{s.text}</>;
    case "link":
    case "named":
      return (
        <a
          href={s.href}
          title={s.kind === "named" ? s.href : undefined}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          {s.text}
        </a>
      );
    case "mention":
      return <Mention span={s} />;
    case "room":
      return (
        <bdi>
          <a class="mention" href={`/chat/room/${s.room}`}>
            {s.text}
          </a>
        </bdi>
      );
    case "emoticon":
      return <EmoticonImage emoticon={s.emoticon} />;
    case "emoji":
      return <NamedEmoji name={s.name} text={s.text} />;
    case "smiley":
      return <Smiley text={s.text} emoji={s.emoji} />;
    case "code":
      return <code class="code">{s.text}</code>;
    case "em":
      return (
        <em>
          <Spans spans={s.spans} />
        </em>
      );
    case "strong":
      return (
        <strong>
          <Spans spans={s.spans} />
        </strong>
      );
    case "both":
      return (
        <strong>
          <em>
            <Spans spans={s.spans} />
          </em>
        </strong>
      );
    case "strike":
      return (
        <s>
          <Spans spans={s.spans} />
        </s>
      );
  }
}

/** Mention is a name that reaches somebody; a click tells who that is. A name says nothing of the direction of what stands behind it. */
function Mention({ span: s }: { span: Span & { kind: "mention" } }) {
  const { me, people, person } = useWorkspace();
  const look = s.self ? "mention mention-self" : "mention";
  const { user } = s;
  if (user === undefined || me.guest || !people.users.value.has(user))
    return <bdi class={look}>{s.text}</bdi>;
  const open = (e: MouseEvent) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    person.value = user;
  };
  // As with the name of who speaks, the Tab key leads elsewhere.
  return (
    <bdi>
      <a class={look} href={`/chat/user/${user}`} tabIndex={-1} onClick={open}>
        {s.text}
      </a>
    </bdi>
  );
}

function EmoticonImage({ emoticon: e }: { emoticon: Emoticon }) {
  const name = `(${e.shortcut})`;
  return <img class="emoticon" src={e.url} alt={name} title={name} width={e.width} height={e.height} />;
}

function Smiley({ text, emoji }: { text: string; emoji: string }) {
  if (!useWorkspace().settings.preferences.value.replaceTextEmoticons) return <>{text}</>;
  return (
    <span class="emoji" role="img" aria-label={text} title={text}>
      {emoji}
    </span>
  );
}

function NamedEmoji({ name, text }: { name: string; text: string }) {
  const emoji = useEmoji(name);
  if (!emoji) return <>{text}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll("_", " ")} title={text}>
      {emoji}
    </span>
  );
}

import { useId, useState } from "preact/hooks";
import { cardFragment } from "../text/html";
import { Icon } from "../ui/Icon";
import type { Attribute, CardView } from "./cardview";
import { Html } from "./Html";

/** Card is what an integration attached to its notification. With an activity it starts as one line. */
export function Card({ card }: { card: CardView }) {
  const [chosen, setOpen] = useState(false);
  // News may put a card without an activity in the place of one that is put away.
  const open = chosen || card.activity === undefined;
  const id = useId();
  return (
    <div class={`card card-${card.style} card-${card.size}`}>
      {card.activity && (
        <div class="card-activity">
          <button
            type="button"
            class="button-icon card-arrow"
            aria-expanded={open}
            aria-controls={id}
            aria-label={open ? "Hide details" : "Show details"}
            onClick={() => setOpen(!open)}
          >
            <Icon name="chevron" />
          </button>
          {card.activity.icon && <CardIcon url={card.activity.icon} />}
          <Html html={card.activity.html} clean={cardFragment} class="card-activity-text" />
        </div>
      )}
      <div id={id} hidden={!open} class="card-body">
        <div class="card-main">
          <p class="card-title" dir="auto">
            {card.icon ? <CardIcon url={card.icon} /> : card.style === "file" && <Icon name="file" />}
            <Linked url={card.url}>{card.title}</Linked>
          </p>
          <Description card={card} />
          {card.attributes.length > 0 && (
            <dl class="card-attributes">
              {card.attributes.map((a, i) => (
                <AttributeItem key={i} attribute={a} />
              ))}
            </dl>
          )}
        </div>
        {card.thumbnail && <Thumbnail card={card} thumbnail={card.thumbnail} />}
      </div>
    </div>
  );
}

function Description({ card }: { card: CardView }) {
  const d = card.description;
  if (!d) return null;
  if (d.html) return <Html html={d.value} clean={cardFragment} class="card-description" />;
  return (
    <p class="card-description" dir="auto">
      {d.value}
    </p>
  );
}

function AttributeItem({ attribute: a }: { attribute: Attribute }) {
  return (
    <div class="card-attribute">
      {a.label ? <dt dir="auto">{a.label}</dt> : <dt class="visually-hidden">Value</dt>}
      <dd dir="auto">
        {a.icon && <CardIcon url={a.icon} />}
        <span class={a.lozenge ? `lozenge lozenge-${a.lozenge}` : undefined}>
          <Linked url={a.url}>{a.value}</Linked>
        </span>
      </dd>
    </div>
  );
}

function Thumbnail({
  card,
  thumbnail: t,
}: {
  card: CardView;
  thumbnail: NonNullable<CardView["thumbnail"]>;
}) {
  const image = (
    <img
      class="card-thumbnail"
      src={t.url}
      srcset={t.srcset}
      width={t.width}
      height={t.height}
      alt={card.title}
      loading="lazy"
      referrerpolicy="no-referrer"
    />
  );
  if (!card.url) return image;
  return (
    <a href={card.url} target="_blank" rel="noopener noreferrer nofollow">
      {image}
    </a>
  );
}

function CardIcon({ url }: { url: string }) {
  return <img class="card-icon" src={url} width={16} height={16} alt="" referrerpolicy="no-referrer" />;
}

function Linked({ url, children }: { url: string | undefined; children: string }) {
  if (!url) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

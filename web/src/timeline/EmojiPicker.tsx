import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import type { Emoticon } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { type EmojiNames, loadEmoji } from "../text/emoji";
import { Failure, Loading } from "../ui/states";
import { frequent } from "./frequent";

interface Entry {
  /** What is put under the message. */
  emoji: string;
  /** What it is found by. */
  names: string;
  image?: Emoticon;
}

/** EmojiPicker offers every emoji and the group's emoticons, found by their names. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { emoticons } = useWorkspace();
  const [names, setNames] = useState<EmojiNames>();
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);
  const [query, setQuery] = useState("");
  const grid = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  // The dialog may have been open before this was loaded.
  useEffect(() => search.current?.focus(), []);
  useEffect(() => {
    setError(undefined);
    loadEmoji().then(setNames, (err) => setError(messageOf(err)));
  }, [round]);
  const group = emoticons.byShortcut.value;
  const all = useMemo(() => entries(names, [...group.values()]), [names, group]);
  const words = query.trim().toLowerCase().split(/\s+/);
  const found = query.trim() === "" ? all : all.filter((e) => words.every((w) => e.names.includes(w)));
  const usual = new Map(all.map((e) => [e.emoji, e]));

  return (
    <div class="picker">
      <input
        ref={search}
        class="input"
        type="search"
        placeholder="Search"
        aria-label="Search emoji"
        value={query}
        onInput={(e) => setQuery(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter" && found[0]) onPick(found[0].emoji);
          if (e.key === "ArrowDown") {
            e.preventDefault();
            grid.current?.querySelector("button")?.focus();
          }
        }}
      />
      {error && <Failure message={error} onRetry={() => setRound(round + 1)} />}
      {!names && !error && <Loading what="emoji" />}
      <div
        ref={grid}
        class="picker-grid"
        role="group"
        aria-label="Emoji"
        onKeyDown={(e) => walk(e, grid.current)}
      >
        {query.trim() === "" &&
          frequent.list.map((emoji) => (
            <Choice
              key={`often-${emoji}`}
              entry={usual.get(emoji) ?? { emoji, names: emoji }}
              onPick={onPick}
            />
          ))}
        {found.map((e) => (
          <Choice key={e.emoji} entry={e} onPick={onPick} />
        ))}
      </div>
      {names && found.length === 0 && <p class="quiet">No emoji has such a name.</p>}
    </div>
  );
}

function Choice({ entry, onPick }: { entry: Entry; onPick: (emoji: string) => void }) {
  const name = entry.names.split(" ")[0]?.replaceAll("_", " ");
  return (
    <button
      type="button"
      class="picker-choice"
      aria-label={name}
      title={name}
      onClick={() => onPick(entry.emoji)}
    >
      {entry.image ? <img src={entry.image.url} alt="" loading="lazy" width={24} height={24} /> : entry.emoji}
    </button>
  );
}

/** entries has each emoji once, with all its names; the group's own come first. */
function entries(names: EmojiNames | undefined, emoticons: Emoticon[]): Entry[] {
  const byEmoji = new Map<string, string>();
  for (const [name, emoji] of names ?? []) byEmoji.set(emoji, `${byEmoji.get(emoji) ?? ""} ${name}`.trim());
  return [
    ...emoticons.map((e) => ({ emoji: `(${e.shortcut})`, names: e.shortcut, image: e })),
    ...[...byEmoji].map(([emoji, all]) => ({ emoji, names: all })),
  ];
}

/** walk moves the focus with the arrow keys, as the eye sees the grid. */
function walk(e: KeyboardEvent, grid: HTMLElement | null): void {
  const all = [...(grid?.querySelectorAll("button") ?? [])];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const top = all[0]?.offsetTop;
  const columns = Math.max(
    1,
    all.findIndex((b) => b.offsetTop !== top),
  );
  const forward = getComputedStyle(grid ?? document.body).direction === "rtl" ? -1 : 1;
  const step = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: columns, ArrowUp: -columns }[e.key];
  if (at < 0 || step === undefined) return;
  e.preventDefault();
  const next = all[at + step];
  if (next) next.focus();
  else if (e.key === "ArrowUp") grid?.parentElement?.querySelector("input")?.focus();
}

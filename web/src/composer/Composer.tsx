import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { User } from "../api/types";
import { Icon } from "../ui/Icon";
import { type Choice, choices, complete, partialMention } from "./completion";
import { draft, keepDraft } from "./drafts";

/** spec: rest-v2, length limits */
const maxLength = 10_000;

interface Props {
  conversation: number;
  name: string;
  room: boolean;
  people: User[];
  onSend: (body: string) => void;
}

/** Composer is where people write: Enter sends, Shift+Enter makes a new line, @ completes names. */
export function Composer({ conversation, name, room, people, onSend }: Props) {
  const [text, setText] = useState(() => draft(conversation));
  const [caret, setCaret] = useState(text.length);
  const [picked, setPicked] = useState(0);
  // A draft that is brought back offers nothing until somebody types.
  const [closed, setClosed] = useState(true);
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const partial = closed ? undefined : partialMention(text, caret);
  const offered = partial ? choices(partial.word, people, room) : [];
  const current = Math.min(picked, offered.length - 1);

  useLayoutEffect(() => grow(area.current), [text]);
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) area.current?.focus();
  }, []);

  const change = (value: string, at: number) => {
    setText(value);
    setCaret(at);
    setPicked(0);
    setClosed(false);
    keepDraft(conversation, value);
  };
  const pick = (choice: Choice) => {
    if (!partial) return;
    const [value, at] = complete(text, caret, partial, choice);
    change(value, at);
    const el = area.current;
    if (!el) return;
    el.value = value;
    el.setSelectionRange(at, at);
    el.focus();
  };
  const send = () => {
    if (text.trim() === "") return;
    onSend(text.replace(/\s+$/, ""));
    change("", 0);
    area.current?.focus();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.isComposing) return;
    const choice = offered[current];
    if (
      choice &&
      listKey(
        e,
        offered.length,
        current,
        setPicked,
        () => pick(choice),
        () => setClosed(true),
      )
    )
      return;
    if (e.key === "Enter" && !e.shiftKey && !e.altKey && !e.ctrlKey) {
      e.preventDefault();
      send();
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      {offered.length > 0 && (
        <div class="completion" id={list} role="listbox" aria-label="People to mention">
          {offered.map((c, i) => (
            <div
              key={c.mention}
              id={`${list}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === current}
              class="completion-option"
              onMouseDown={(e) => {
                e.preventDefault();
                pick(c);
              }}
            >
              <strong>@{c.mention}</strong> <span dir="auto">{c.name}</span>
            </div>
          ))}
        </div>
      )}
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        maxLength={maxLength}
        value={text}
        placeholder={`Message ${name}`}
        aria-label={`Message ${name}`}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? list : undefined}
        aria-activedescendant={offered.length > 0 ? `${list}-${current}` : undefined}
        onInput={(e) => change(e.currentTarget.value, e.currentTarget.selectionStart)}
        onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="button-icon composer-send" aria-label="Send" disabled={text.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}

/** listKey handles a key for the open list and tells whether it did. */
function listKey(
  e: KeyboardEvent,
  length: number,
  current: number,
  move: (to: number) => void,
  pick: () => void,
  close: () => void,
): boolean {
  switch (e.key) {
    case "ArrowDown":
      move((current + 1) % length);
      break;
    case "ArrowUp":
      move((current + length - 1) % length);
      break;
    case "Enter":
    case "Tab":
      pick();
      break;
    case "Escape":
      close();
      break;
    default:
      return false;
  }
  e.preventDefault();
  return true;
}

/** grow fits the box to its text; the style sheet limits it. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

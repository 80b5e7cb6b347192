import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { accept, lastWord, suggest } from "./suggest";

interface Props {
  text: string;
  onText: (text: string) => void;
  onSubmit: (text: string) => void;
}

/** SearchBox is where a search is written; filters, people and rooms are offered meanwhile. */
export function SearchBox({ text, onText, onSubmit }: Props) {
  const { people, conversations } = useWorkspace();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(-1);
  const list = useId();
  useEffect(() => input.current?.focus(), []);
  const options = open
    ? suggest(text, { users: people.active, rooms: conversations.rooms.value.map((c) => c.room?.name ?? "") })
    : [];
  const current = Math.min(picked, options.length - 1);
  const write = (value: string) => {
    onText(value);
    setOpen(true);
    setPicked(-1);
  };
  const take = (n: number) => {
    const option = options[n];
    if (option) write(accept(text, option));
    input.current?.focus();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const n = options.length;
    if (e.key === "ArrowDown" && n > 0) setPicked((current + 1) % n);
    else if (e.key === "ArrowUp" && n > 0) setPicked(current <= 0 ? n - 1 : current - 1);
    else if (e.key === "Tab" && n > 0 && lastWord(text) !== "" && !e.shiftKey) take(Math.max(current, 0));
    else if (e.key === "Escape" && n > 0) setOpen(false);
    else if (e.key === "Enter" && !e.isComposing) {
      if (current >= 0) take(current);
      else {
        setOpen(false);
        onSubmit(text);
      }
    } else return;
    e.preventDefault();
  };
  return (
    <div class="search-box" role="search">
      <Icon name="search" />
      <input
        ref={input}
        class="input"
        role="combobox"
        aria-label="Search messages"
        aria-expanded={options.length > 0}
        aria-controls={list}
        aria-activedescendant={current >= 0 ? `${list}-${current}` : undefined}
        placeholder="Search messages, from:somebody, in:room, has:file"
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        maxLength={500}
        value={text}
        onInput={(e) => write(e.currentTarget.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {options.length > 0 && (
        <div class="search-options" id={list} role="listbox" aria-label="Filters">
          {options.map((o, i) => (
            <div
              key={o.text}
              id={`${list}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === current}
              class="completion-option"
              onMouseDown={(e) => {
                e.preventDefault();
                take(i);
              }}
            >
              <strong dir="auto">{o.text}</strong>
              <span class="option-note" dir="auto">
                {o.note}
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

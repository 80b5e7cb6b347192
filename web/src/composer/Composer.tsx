import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import type { Emoticon, User } from "../api/types";
import { SendLater } from "../scheduled/SendLater";
import type { RoomNames } from "../state/roomnames";
import { Icon } from "../ui/Icon";
import { UploadTray } from "../upload/UploadTray";
import type { Uploads } from "../upload/uploads";
import { CompletionList } from "./CompletionList";
import { caretAfter } from "./caret";
import type { Outcome } from "./commands";
import type { Known } from "./completion";
import { EmojiButton } from "./EmojiButton";
import { replaceAll, selectionOf } from "./edit";
import { enter } from "./enter";
import { FileButton } from "./FileButton";
import { FormatBar, formatKey, useBar } from "./FormatBar";
import { pasteLink } from "./format";
import { Length } from "./Length";
import { leftOf } from "./limits";
import type { Recall } from "./recall";
import { useCompletion } from "./useCompletion";

interface Props {
  name: string;
  room: boolean;
  people: User[];
  rooms: RoomNames;
  emoticons: ReadonlyMap<string, Emoticon>;
  commands: Known[];
  recall: Recall;
  /** What stands in the box. It is kept outside, with the drafts. */
  text: string;
  onText: (text: string) => void;
  onSend: (body: string) => void;
  /** Runs a text that is a command; undefined for a text that is to be sent. */
  onCommand?: (text: string) => Promise<Outcome> | undefined;
  /** Has a text sent later; without it that is not offered. */
  onLater?: (body: string, at: Date) => Promise<Outcome>;
  /** Files to share; without them there is no button for it. */
  uploads?: Uploads;
  /** In a thread: files stand in the room as well. */
  toRoom?: boolean;
  /** Called when files have taken all that was written with them. */
  onShared?: () => void;
  /** What stands in place of the button for files, where there is more to add. */
  adding?: ((uploads: Uploads) => ComponentChildren) | undefined;
}

/** Composer is where people write: Enter sends, Shift+Enter makes a new line, @ # ( : / complete. */
export function Composer(props: Props) {
  const {
    name,
    room,
    people,
    rooms,
    emoticons,
    commands,
    recall,
    text,
    onText,
    onSend,
    onCommand,
    onLater,
    uploads,
    toRoom,
    onShared,
    adding,
  } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const [bar, turnBar] = useBar();
  const [outcome, setOutcome] = useState<Outcome>({});
  const completion = useCompletion(area, text, { people, room, rooms, emoticons, commands });
  const left = leftOf(text);
  const tooLong = left !== undefined && left < 0;
  const sendable = (text.trim() !== "" || uploads?.ready === true) && !tooLong;

  useLayoutEffect(() => grow(area.current), [text]);
  const typed = useRef(text);
  const before = area.current && selectionOf(area.current);
  useLayoutEffect(() => {
    if (text === typed.current) return;
    // It was sent, or written on another page: there is nothing to complete, and the caret stays among its words.
    typed.current = text;
    completion.close();
    const el = area.current;
    if (!el || !before || document.activeElement !== el) return;
    el.setSelectionRange(
      caretAfter(before.start, before.text, text),
      caretAfter(before.end, before.text, text),
    );
  }, [text]);
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) area.current?.focus();
  }, []);

  const change = (value: string, at: number) => {
    setOutcome({});
    typed.current = value;
    onText(value);
    completion.typed(at);
  };
  const run = async (running: Promise<Outcome>) => {
    try {
      const now = await running;
      setOutcome(now);
      if (!now.refused) onText("");
    } catch (err) {
      setOutcome({ refused: messageOf(err) });
    }
  };
  const send = () => {
    if (!sendable) return;
    const running = onCommand?.(text);
    if (running) {
      void run(running);
      return;
    }
    const body = text.replace(/\s+$/, "");
    if (body.trim() !== "") recall.add(body);
    const rest = uploads?.ready ? uploads.send(body, toRoom) : body;
    if (rest.trim() !== "") onSend(rest);
    else onShared?.();
    onText("");
    setOutcome({});
    area.current?.focus();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const el = area.current;
    if (e.isComposing || !el || completion.onKey(e) || formatKey(e, el)) return;
    if (e.key === "Enter") enter(e, el, send);
    else if ((e.key === "ArrowUp" || e.key === "ArrowDown") && e.ctrlKey && !e.altKey && !e.shiftKey) {
      e.preventDefault();
      const was = e.key === "ArrowUp" ? recall.older(text) : recall.newer();
      if (was !== undefined) replaceAll(el, { text: was, start: was.length, end: was.length });
    }
  };
  const onPaste = (e: ClipboardEvent) => {
    const files = [...(e.clipboardData?.files ?? [])];
    const pasted = e.clipboardData?.getData("text/plain") ?? "";
    // A spreadsheet puts a picture beside its text: the text is meant.
    if (files.length > 0 && pasted === "" && uploads) {
      e.preventDefault();
      uploads.add(files);
      return;
    }
    const linked = area.current && pasteLink(selectionOf(area.current), pasted);
    if (!linked || !area.current) return;
    e.preventDefault();
    replaceAll(area.current, linked);
  };

  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      <CompletionList completion={completion} label="Suggestions" />
      {uploads && <UploadTray uploads={uploads} />}
      {bar && <FormatBar area={area} />}
      <div class="composer-row">
        {uploads && (adding ? adding(uploads) : <FileButton uploads={uploads} />)}
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          placeholder={`Message ${name}`}
          aria-label={`Message ${name}`}
          aria-multiline="true"
          aria-autocomplete="list"
          aria-controls={completion.offers.length > 0 ? completion.list : undefined}
          aria-activedescendant={
            completion.offers.length > 0 ? `${completion.list}-${completion.current}` : undefined
          }
          aria-invalid={tooLong ? "true" : undefined}
          onInput={(e) => change(e.currentTarget.value, e.currentTarget.selectionStart)}
          onSelect={(e) => completion.moved(e.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <EmojiButton area={area} />
        <button
          type="button"
          class="button-icon"
          aria-label="Formatting"
          title="Formatting"
          aria-pressed={bar}
          onClick={turnBar}
        >
          <Icon name="letters" />
        </button>
        <button type="submit" class="button-icon composer-send" aria-label="Send" disabled={!sendable}>
          <Icon name="send" />
        </button>
        {onLater && (
          <SendLater
            // Files are sent at once or not at all.
            disabled={text.trim() === "" || tooLong || (uploads?.list.value.length ?? 0) > 0}
            onPick={(at) => void run(onLater(text.replace(/\s+$/, ""), at))}
          />
        )}
      </div>
      {left !== undefined && <Length left={left} text={text} uploads={uploads} onText={onText} />}
      {outcome.refused && (
        <p class="composer-note field-error" role="alert">
          {outcome.refused}
        </p>
      )}
      <p class={outcome.said ? "composer-note" : "visually-hidden"} role="status">
        {outcome.said}
      </p>
    </form>
  );
}

/** grow fits the box to its text; the style sheet limits it. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

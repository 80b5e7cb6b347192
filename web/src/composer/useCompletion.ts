import type { RefObject } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { EmojiNames } from "../text/emoji";
import { loadEmoji } from "../text/emoji";
import { complete, type Offer, offersFor, partialAt, type Sources } from "./completion";
import { replaceAll } from "./edit";

export interface Completion {
  /** The id of the list; its options are `${list}-0` and so on. */
  list: string;
  offers: Offer[];
  current: number;
  /** moved is told where the caret is; typed, that something was typed. */
  moved: (caret: number) => void;
  typed: (caret: number) => void;
  /** close takes the offers away until something is typed. */
  close: () => void;
  pick: (offer: Offer) => void;
  /** onKey handles a key for the open list and tells whether it did. */
  onKey: (e: KeyboardEvent) => boolean;
}

/** useCompletion offers what the word at the caret can be completed to. Nothing is offered until somebody types. */
export function useCompletion(
  area: RefObject<HTMLTextAreaElement | null>,
  text: string,
  from: Omit<Sources, "emoji">,
): Completion {
  const list = useId();
  const [caret, setCaret] = useState(text.length);
  const [picked, setPicked] = useState(0);
  const [closed, setClosed] = useState(true);
  const [emoji, setEmoji] = useState<EmojiNames>();
  const partial = closed ? undefined : partialAt(text, caret);
  const wantsEmoji = partial?.kind === "emoji" && !emoji;
  useEffect(() => {
    // Without the names nothing is offered, and what is typed stays.
    if (wantsEmoji) loadEmoji().then(setEmoji, () => {});
  }, [wantsEmoji]);
  const offers = partial ? offersFor(partial, { ...from, emoji }) : [];
  const current = Math.min(picked, offers.length - 1);

  const pick = (offer: Offer) => {
    if (!partial || !area.current) return;
    const [value, at] = complete(text, caret, partial, offer);
    replaceAll(area.current, { text: value, start: at, end: at });
    setCaret(at);
    setClosed(true);
  };
  const onKey = (e: KeyboardEvent) => {
    const offer = offers[current];
    if (!offer || e.ctrlKey || e.metaKey || e.altKey) return false;
    if (e.key === "ArrowDown") setPicked((current + 1) % offers.length);
    else if (e.key === "ArrowUp") setPicked((current + offers.length - 1) % offers.length);
    else if (e.key === "Escape") setClosed(true);
    else if ((e.key === "Enter" && !e.shiftKey) || e.key === "Tab") pick(offer);
    else return false;
    e.preventDefault();
    e.stopPropagation();
    return true;
  };
  const typed = (at: number) => {
    setCaret(at);
    setPicked(0);
    setClosed(false);
  };
  const close = () => setClosed(true);
  return { list, offers, current, moved: setCaret, typed, close, pick, onKey };
}

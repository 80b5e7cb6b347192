import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import { Field } from "./Field";
import { More, usePortion } from "./portion";

/** A list that is no longer than this is looked through without help. */
const few = 20;

interface Find<T> {
  /** Where one writes what to look for; nothing for a short list. */
  box: ComponentChild;
  shown: T[];
  /** What stands below the list. */
  below: ComponentChild;
}

/** useFind looks through a long list for a word, and gives what was found a part at a time. of is what they are called. */
export function useFind<T>(list: T[], of: string, wordsOf: (t: T) => string): Find<T> {
  const [text, setText] = useState("");
  const word = text.trim().toLowerCase();
  const found = word === "" ? list : list.filter((t) => wordsOf(t).toLowerCase().includes(word));
  const { shown, left, more } = usePortion(found, word);
  return {
    box: list.length > few && (
      <Field label={`Find in ${list.length} ${of}`} type="search" dir="auto" value={text} onInput={setText} />
    ),
    shown,
    below: (
      <>
        <p class="field-hint" role="status">
          {found.length === 0 && "None like that."}
        </p>
        <More of={of} left={left} onClick={more} />
      </>
    ),
  };
}

import { signal } from "@preact/signals";

/** The names of emoji, as people know them from other chats. They are loaded when they are first needed. */
export type EmojiNames = ReadonlyMap<string, string>;

/** emojiName tells names from what else stands between colons: times, ratios. */
export const emojiName = /^[+-]1$|[a-z]/i;

const loaded = signal<EmojiNames>();
let loading: Promise<EmojiNames> | undefined;

/** loadEmoji gives the emoji by their names, in the order of the Unicode charts. */
export function loadEmoji(): Promise<EmojiNames> {
  loading ??= import("./emojinames").then(
    ({ names }) => {
      loaded.value = names();
      return loaded.value;
    },
    (err) => {
      loading = undefined;
      throw err;
    },
  );
  return loading;
}

/** useEmoji gives the emoji of a name once the names are there, and nothing before. */
export function useEmoji(name: string): string | undefined {
  // Until then, and without a way to the server, the text stands for itself.
  if (!loaded.value) loadEmoji().catch(() => {});
  return loaded.value?.get(name.toLowerCase());
}

const onlyEmoji =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{E0020}-\u{E007F}]|\u200D|\uFE0F|\s|[#*\d]\uFE0F?\u20E3)+$/u;

/** isEmoji tells whether a text is nothing but emoji and space between them. */
export function isEmoji(text: string): boolean {
  return text.length <= 120 && onlyEmoji.test(text);
}

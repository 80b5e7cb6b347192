/** How much of a conversation calls for attention: every message, what is for all or names one, what names one alone. */
export type Level = "loud" | "normal" | "quiet";

/** What a person has set for all their pages, under the server's names. */
export interface Preferences {
  theme: "system" | "light" | "dark";
  density: "normal" | "tighter";
  timeFormat24Hour: boolean;
  hidePresenceMessages: boolean;
  replaceTextEmoticons: boolean;
  hidePreviews: boolean;
  hideGIFs: boolean;
  globalNotificationSetting: Level;
  showToasters: boolean;
  soundsEnabled: boolean;
  notifyWhenDND: boolean;
  /** How the person has chosen to show. */
  show: "chat" | "xa" | "dnd";
  enableIdle: boolean;
  idleMinutes: number;
  /** How long what names the person stays unread before it is told by mail; 0 for never. */
  mailMinutes: number;
  /** The add-on's view beside rooms, as addon:module; empty for none. */
  panel: string;
  /** The conversations that stand first. */
  starred: readonly number[];
}

export const defaults: Preferences = {
  theme: "system",
  density: "normal",
  timeFormat24Hour: false,
  hidePresenceMessages: false,
  replaceTextEmoticons: true,
  hidePreviews: false,
  hideGIFs: false,
  globalNotificationSetting: "loud",
  showToasters: true,
  soundsEnabled: true,
  notifyWhenDND: false,
  show: "chat",
  enableIdle: true,
  idleMinutes: 15,
  mailMinutes: 15,
  panel: "",
  starred: [],
};

import { effect, signal } from "@preact/signals";
import { clock24 } from "../text/time";
import { folding } from "./folding";
import { defaults, type Level, type Preferences } from "./preferences";
import { chooseTheme } from "./theme";

/** Where settings are kept. */
export interface SettingsStore {
  changePreferences(patch: Partial<Preferences>): Promise<Preferences>;
  setLevel(conversation: number, level: Level | null): Promise<void>;
}

/** Settings is what the reader has set for themselves: kept on the server, followed by all their pages. */
export class Settings {
  readonly preferences = signal<Preferences>(defaults);
  readonly levels = signal<ReadonlyMap<number, Level>>(new Map());

  constructor(private readonly store: SettingsStore) {}

  load(preferences: Preferences, levels: Record<string, Level>): void {
    this.preferences.value = preferences;
    this.levels.value = new Map(Object.entries(levels).map(([id, level]) => [Number(id), level]));
  }

  /** hear takes what another page of the reader's has set. It tells whether that was a setting. */
  hear(what: string, data: unknown): boolean {
    if (what === "prefs") {
      this.preferences.value = { ...defaults, ...(data as Partial<Preferences>) };
      return true;
    }
    if (what !== "level") return false;
    const { conversation, level } = data as { conversation: number; level: Level | "" };
    this.note(conversation, level || null);
    return true;
  }

  /** change shows a setting at once and takes it back when the server does not keep it. */
  async change(patch: Partial<Preferences>): Promise<void> {
    const before = this.preferences.value;
    this.preferences.value = { ...before, ...patch };
    try {
      this.preferences.value = await this.store.changePreferences(patch);
    } catch (err) {
      this.preferences.value = before;
      throw err;
    }
  }

  level(conversation: number): Level {
    return this.levels.value.get(conversation) ?? this.preferences.value.globalNotificationSetting;
  }

  /** setLevel sets how loud a conversation is; null is as loud as usual. */
  async setLevel(conversation: number, level: Level | null): Promise<void> {
    const before = this.levels.value.get(conversation) ?? null;
    this.note(conversation, level);
    try {
      await this.store.setLevel(conversation, level);
    } catch (err) {
      this.note(conversation, before);
      throw err;
    }
  }

  private note(conversation: number, level: Level | null): void {
    const levels = new Map(this.levels.value);
    if (level) levels.set(conversation, level);
    else levels.delete(conversation);
    this.levels.value = levels;
  }

  /** show keeps the document looking as the reader has set it, until it is stopped. */
  show(): () => void {
    return effect(() => {
      const { theme, density, timeFormat24Hour, hidePreviews, hideGIFs } = this.preferences.value;
      chooseTheme(theme);
      document.documentElement.dataset.density = density;
      clock24.value = timeFormat24Hour;
      folding.value = { previews: hidePreviews, gifs: hideGIFs };
    });
  }
}

import { useState } from "preact/hooks";
import type { Emoticon } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { AddEmoticon } from "./AddEmoticon";
import { emoticonsOf, removeEmoticon } from "./emoticonapi";

/** EmoticonList shows all emoticons, the group's own first; whom the group lets add to them, and administrators remove. */
export function EmoticonList() {
  const { me, may, emoticons } = useWorkspace();
  const own = useLoad("own emoticons", () => emoticonsOf("group"));
  const shared = useLoad("global emoticons", () => emoticonsOf("global"));
  const [sought, setSought] = useState("");
  const [replacing, setReplacing] = useState<string>();
  const [removing, setRemoving] = useState<Emoticon>();
  const changed = () => {
    own.reload();
    void emoticons.load();
  };
  if (own.error) return <Failure message={own.error} onRetry={own.reload} />;
  if (shared.error) return <Failure message={shared.error} onRetry={shared.reload} />;
  if (!own.value || !shared.value) return <Loading what="the emoticons" />;
  const found = (list: Emoticon[]) => list.filter((e) => e.shortcut.includes(sought.trim().toLowerCase()));
  const replaced = new Set(own.value.map((e) => e.shortcut));
  const builtIn = new Set(shared.value.map((e) => e.shortcut));
  const mine = found(own.value);
  const theirs = found(shared.value);
  return (
    <>
      {may.value.add_emoticons && (
        <AddEmoticon
          key={replacing}
          shortcut={replacing ?? ""}
          builtIn={builtIn}
          onAdded={() => {
            setReplacing(undefined);
            changed();
          }}
        />
      )}
      <Field label="Find" value={sought} onInput={setSought} autocomplete="off" />
      <h2 class="list-title">The group's own</h2>
      {mine.length === 0 && (
        <Empty title={own.value.length === 0 ? "The group has added none." : "Nothing like that."} />
      )}
      <ul class="emoticons" aria-label="The group's own">
        {mine.map((e) => (
          <li key={e.id} class="emoticon-line">
            <Picture of={e} />
            <span class="list-main">
              ({e.shortcut})
              {builtIn.has(e.shortcut) && <small class="list-note"> instead of the built-in one</small>}
            </span>
            {me.admin && (
              <button
                type="button"
                class="button"
                aria-label={`Remove ${e.shortcut}`}
                onClick={() => setRemoving(e)}
              >
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
      <h2 class="list-title">Built in</h2>
      {theirs.length === 0 && <Empty title="Nothing like that." />}
      <ul class="emoticons" aria-label="Built in">
        {theirs.map((e) => (
          <li key={e.id} class={`emoticon-line ${replaced.has(e.shortcut) ? "emoticon-replaced" : ""}`}>
            <Picture of={e} />
            <span class="list-main">({e.shortcut})</span>
            {may.value.add_emoticons && !replaced.has(e.shortcut) && (
              <button
                type="button"
                class="button"
                aria-label={`Replace ${e.shortcut}`}
                onClick={() => {
                  setReplacing(e.shortcut);
                  document.getElementById("main")?.querySelector("form")?.scrollIntoView();
                }}
              >
                Replace
              </button>
            )}
          </li>
        ))}
      </ul>
      {removing && (
        <Confirm
          title={`Remove (${removing.shortcut})?`}
          text={
            builtIn.has(removing.shortcut)
              ? "The built-in one comes back, also in what was said."
              : "Where it was written, its shortcut will be read."
          }
          verb="Remove"
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            await removeEmoticon(removing.id);
            changed();
          }}
        />
      )}
    </>
  );
}

function Picture({ of }: { of: Emoticon }) {
  return <img class="emoticon-picture" src={of.url} alt="" loading="lazy" />;
}

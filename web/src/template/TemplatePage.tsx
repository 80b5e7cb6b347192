import { useEffect, useRef, useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { fullTime } from "../text/time";
import { Failure, Loading, Page } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { Beginnings } from "./Beginnings";
import { Draft, placeOf } from "./draft";
import { Editor } from "./Editor";
import { FormatChoice } from "./FormatChoice";
import { Outcome } from "./Outcome";
import { Reference } from "./Reference";
import { SampleChoice } from "./SampleChoice";
import {
  type HookTemplate,
  hookTemplate,
  type Payload,
  type Problem,
  payloads,
  rehearse,
  setHookTemplate,
  type Workshop,
  workshop,
} from "./templateapi";

interface PageProps {
  roomId: number;
  tokenId: number;
  /** What of the last payloads it is to be made from: "guess" begins with a template of the newest one. */
  from: string;
}

/** TemplatePage is where the look of what comes to a token's hook address is written. */
export function TemplatePage({ roomId, tokenId, from }: PageProps) {
  const { api } = useWorkspace();
  const loaded = useLoad(`template ${tokenId}`, async () => {
    const [tokens, template, kept, shop] = await Promise.all([
      api.tokens(roomId),
      hookTemplate(api, tokenId),
      payloads(api, tokenId),
      workshop(api),
    ]);
    return { name: tokens.find((t) => t.id === tokenId)?.name ?? "a token", template, kept, shop };
  });
  const v = loaded.value;
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title={v ? `Template of ${v.name}` : "Template"} back={`/rooms/tokens/${roomId}`}>
        {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
        {!v && !loaded.error && <Loading what="the template" />}
        {v && <Form tokenId={tokenId} was={v.template} kept={v.kept} shop={v.shop} from={from} />}
      </Page>
    </main>
  );
}

interface FormProps {
  tokenId: number;
  was: HookTemplate;
  kept: Payload[];
  shop: Workshop;
  from: string;
}

function Form({ tokenId, was, kept, shop, from }: FormProps) {
  const { api, me } = useWorkspace();
  const action = useAction("source");
  const [draft] = useState(() => new Draft((source, sample) => rehearse(api, tokenId, source, sample)));
  const [formats, setFormats] = useState(was.formats);
  const [keep, setKeep] = useState(was.keep_payloads);
  const [saved, setSaved] = useState(was);
  const [note, setNote] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const first = firstOf(kept, from);
  useEffect(() => {
    draft.source.value = was.source;
    draft.sample.value = first;
    void draft.look().then(() => {
      const guess = draft.shown.value?.guess;
      if (from !== "" && guess && was.source === "") begin(guess);
    });
    return () => draft.stop();
  }, [draft]);
  const begin = (source: string) => {
    draft.source.value = source;
    void draft.look();
    field.current?.focus();
  };
  const save = (source: string) =>
    void action.run(async () => {
      const now = await setHookTemplate(api, tokenId, { source, formats, keep_payloads: keep });
      setSaved(now);
      setNote(
        source === "" ? "What comes is said as it is built in." : "Saved. What comes from now on is said so.",
      );
    });
  const goTo = (p: Problem) => {
    const at = placeOf(draft.source.value, p.line, p.column);
    field.current?.focus();
    field.current?.setSelectionRange(at, at);
  };
  return (
    <form
      class="template"
      onSubmit={(e) => {
        e.preventDefault();
        save(draft.source.value);
      }}
    >
      {saved.failure && saved.failed && (
        <p class="template-failure" role="status">
          The last call was said as it is built in, because this template failed ({fullTime(saved.failed)}):{" "}
          {saved.failure}
        </p>
      )}
      <div class="template-sides">
        <div>
          <Beginnings shipped={shop.templates} guess={draft.shown.value?.guess ?? ""} onBegin={begin} />
          <Editor
            field={field}
            value={draft.source.value}
            onInput={(text) => {
              setNote("");
              draft.write(text);
            }}
            onSave={() => save(draft.source.value)}
            error={Boolean(draft.shown.value?.problem) || action.fieldError("source") !== undefined}
          />
        </div>
        <div>
          <SampleChoice
            payloads={kept}
            first={first ? String(first.id) : ""}
            onChoose={(sample) => draft.choose(sample)}
          />
          <Outcome draft={draft} self={me.id} onProblem={goTo} />
        </div>
      </div>
      <FormatChoice all={shop.formats} chosen={formats} onChange={setFormats} />
      <label class="check">
        <input type="checkbox" checked={keep} onChange={(e) => setKeep(e.currentTarget.checked)} />
        Keep the last payloads, for previews
      </label>
      <p class="field-hint">
        Up to ten of this token, sealed, for those who administer the room; not their secret headers.
      </p>
      {(action.fieldError("source") ?? action.error) && (
        <p class="field-error" role="alert">
          {action.fieldError("source") ?? action.error}
        </p>
      )}
      <div class="actions">
        <p class="template-note" role="status">
          {note}
        </p>
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Save
        </button>
        {saved.source !== "" && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            onClick={() => {
              begin("");
              save("");
            }}
          >
            Back to built in
          </button>
        )}
      </div>
      <Reference of={shop} />
    </form>
  );
}

/** firstOf is the payload that is shown at first: the newest one, or of a kind that is asked for. */
function firstOf(kept: Payload[], from: string): Payload | undefined {
  return kept.find((p) => p.format === from) ?? kept[0];
}

import { useState } from "preact/hooks";
import { useAction } from "../../ui/useAction";
import { DirectoryForm } from "./DirectoryForm";
import { LastSync } from "./LastSync";
import { SourceLine } from "./SourceLine";
import { type Preset, type ShownDirectory, sourceApi } from "./sourceapi";

interface Props {
  all: ShownDirectory[];
  presets: Preset[];
  onChanged: () => void;
}

/** Directories lists the directories in the order in which they are asked, and describes one. */
export function Directories({ all, presets, onChanged }: Props) {
  const [open, setOpen] = useState<ShownDirectory | "new">();
  const action = useAction();
  if (open) {
    const close = () => setOpen(undefined);
    return (
      <DirectoryForm
        directory={open === "new" ? undefined : open}
        presets={presets}
        onSaved={() => {
          close();
          onChanged();
        }}
        onCancel={close}
      />
    );
  }
  const own = all.filter((d) => !d.fixed);
  const first = (d: ShownDirectory) =>
    action.run(async () => {
      const keys = own.map((o) => o.key);
      const at = keys.indexOf(d.key);
      keys.splice(at - 1, 0, ...keys.splice(at, 1));
      await sourceApi.order(keys);
      onChanged();
    });
  return (
    <>
      <p class="list-note">
        People type their name and password here, and the directory is asked whether it is right. No password
        is kept. The directories are asked from top to bottom.
      </p>
      <ul class="list">
        {all.map((d) => (
          <SourceLine
            key={d.key}
            source={d}
            place={`${d.host}, ${d.base || "no base"}`}
            onEdit={() => setOpen(d)}
            onRemoved={onChanged}
            onUp={own.indexOf(d) > 0 ? () => void first(d) : undefined}
          >
            <LastSync directory={d} onSynced={onChanged} />
          </SourceLine>
        ))}
      </ul>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={() => setOpen("new")}>
          Add a directory
        </button>
      </div>
    </>
  );
}

import { useId } from "preact/hooks";
import { maxDescription } from "../composer/limits";
import { bytes } from "../timeline/attachment";
import { Icon } from "../ui/Icon";
import type { Upload, Uploads } from "./uploads";

/** UploadTray shows the files in the box: what they are, what is said about them, and how far they have gone. */
export function UploadTray({ uploads }: { uploads: Uploads }) {
  const list = uploads.list.value;
  const refused = uploads.refused.value;
  if (list.length === 0 && !refused) return null;
  return (
    <div class="tray">
      {refused && (
        <p class="field-error" role="alert">
          {refused}
        </p>
      )}
      <ul aria-label="Files to share">
        {list.map((u) => (
          <UploadItem key={u.id} upload={u} uploads={uploads} />
        ))}
      </ul>
    </div>
  );
}

function UploadItem({ upload: u, uploads }: { upload: Upload; uploads: Uploads }) {
  const id = useId();
  const moving = u.state === "sending" || u.state === "waiting";
  return (
    <li class="tray-item">
      {u.preview ? <img class="tray-picture" src={u.preview} alt="" /> : <Icon name="file" />}
      <div class="tray-words">
        <p class="tray-name">
          <span dir="auto" class="file-name" id={id}>
            {u.file.name}
          </span>
          <span class="file-size">{bytes(u.file.size)}</span>
        </p>
        {moving ? <Progress upload={u} name={id} /> : <Description upload={u} uploads={uploads} />}
        {u.state === "failed" && (
          <p class="field-error" role="alert">
            Not shared: {u.error}{" "}
            <button type="button" class="button-link" onClick={() => uploads.retry(u.id)}>
              Retry
            </button>
          </p>
        )}
      </div>
      <button
        type="button"
        class="button-icon"
        aria-label={`${moving ? "Cancel" : "Remove"} ${u.file.name}`}
        onClick={() => uploads.remove(u.id)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function Description({ upload: u, uploads }: { upload: Upload; uploads: Uploads }) {
  return (
    <input
      class="input tray-description"
      dir="auto"
      aria-label={`Description of ${u.file.name}`}
      placeholder="Description"
      maxLength={maxDescription}
      value={u.description}
      onInput={(e) => uploads.describe(u.id, e.currentTarget.value)}
      onKeyDown={(e) => {
        // Enter in here sends all of it, as it does in the box.
        if (e.key !== "Enter" || e.isComposing) return;
        e.preventDefault();
        e.currentTarget.form?.requestSubmit();
      }}
    />
  );
}

function Progress({ upload: u, name }: { upload: Upload; name: string }) {
  return (
    <p class="tray-progress">
      <progress max={1} value={u.progress} aria-labelledby={name} />
      <span class="file-size">{u.state === "waiting" ? "waiting" : `${Math.round(u.progress * 100)} %`}</span>
    </p>
  );
}

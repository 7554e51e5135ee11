import type { WpMedia } from "presskey";
import { useClient } from "presskey/react";
import { type SyntheticEvent, useEffect, useRef, useState } from "react";
import { bytes } from "../format";
import { samplePicture } from "../sample-picture";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { Panel } from "../ui/Panel";
import { useAction } from "../use-action";

interface Upload {
  media: WpMedia;
  /** The picture as this page has it: the in-memory WordPress serves no files. */
  preview: string;
  alt: string;
}

/** A picture for the media library, with its progress. */
export function UploadPanel() {
  const client = useClient();
  const { run, pending, error } = useAction<WpMedia>();
  const [progress, setProgress] = useState({ loaded: 0, total: 0 });
  const [last, setLast] = useState<Upload | null>(null);
  const controller = useRef<AbortController>(null);

  useEffect(() => () => controller.current?.abort(), []);
  useEffect(() => () => (last ? URL.revokeObjectURL(last.preview) : undefined), [last]);

  async function upload(file: File, alt: string) {
    controller.current = new AbortController();
    const { signal } = controller.current;
    const options = { alt, signal, onProgress: setProgress };
    const media = await run(() => client.upload(file, options));
    if (media) setLast({ media, preview: URL.createObjectURL(file), alt });
  }
  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    upload(form.get("file") as File, String(form.get("alt")));
  }
  const sample = async () => upload(await samplePicture(), "Coloured squares");

  return (
    <Panel title="Upload">
      <form className="stack" onSubmit={submit}>
        <Field label="Picture">
          {(control) => <input {...control} name="file" type="file" accept="image/*" required />}
        </Field>
        <Field label="What it shows">
          {(control) => <input {...control} name="alt" autoComplete="off" />}
        </Field>
        <div className="buttons small">
          <button type="submit" className="primary" disabled={pending}>
            Upload
          </button>
          <button type="button" disabled={pending} onClick={sample}>
            Upload a sample picture
          </button>
          {pending && (
            <button type="button" onClick={() => controller.current?.abort()}>
              Cancel
            </button>
          )}
        </div>
      </form>
      {pending && (
        <div>
          <p className="quiet">
            {bytes(progress.loaded)} of {bytes(progress.total)}
          </p>
          <progress
            value={progress.loaded}
            max={progress.total || 1}
            aria-label="Upload progress"
          />
        </div>
      )}
      {error ? <ErrorNote error={error} /> : null}
      <div role="status">
        {last && !pending && (
          <figure>
            <img src={last.preview} alt={last.alt} width="160" />
            <figcaption className="quiet">
              Uploaded as {last.media.media_details?.file ?? last.media.slug}, with the id{" "}
              {last.media.id}.
            </figcaption>
          </figure>
        )}
      </div>
    </Panel>
  );
}

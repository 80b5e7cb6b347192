import type { Event, SharedFile } from "../api/types";
import type { OuterFile } from "../bridge/calls/file";
import { fileURL } from "../timeline/attachment";

/** A picture that somebody has shared, or a file of an add-on's. */
export interface Picture {
  /** Empty for what is in no conversation. */
  event: string;
  url: string;
  name: string;
  /** As they are called now. */
  sender: string;
  /** Empty for unknown. */
  time: string;
  /** 0 for unknown. */
  size: number;
  /** It is on another server. */
  outer?: boolean;
  /** It is no picture, as far as one can tell. */
  other?: boolean;
}

const shown = /^image\/(?:png|jpeg|gif|webp)$/;

/** isPicture tells whether a browser shows a file by itself, and the server lets it. */
export function isPicture(file: SharedFile | undefined): file is SharedFile {
  return file !== undefined && shown.test(file.type);
}

/** picturesIn gives the pictures among events, in order, and where in it the asked one stands. */
export function picturesIn(
  events: Event[],
  asked: Event,
  nameOf: (event: Event) => string,
): { all: Picture[]; at: number } {
  // One that stands in no list, as in a thread, is looked at by itself.
  const list = events.some((e) => e.id === asked.id) ? events : [asked];
  const all = list.flatMap((e) => (isPicture(e.file) && !e.deleted ? [pictureOf(e, e.file, nameOf(e))] : []));
  return {
    all,
    at: Math.max(
      0,
      all.findIndex((p) => p.event === asked.id),
    ),
  };
}

function pictureOf(e: Event, file: SharedFile, sender: string): Picture {
  const url = fileURL(file, e.user_id ?? 0);
  return { event: e.id, url, name: file.name, sender, time: e.time, size: file.size };
}

/** outerPicture is what an add-on has to look at. */
export function outerPicture({ url, name, size, picture }: OuterFile): Picture {
  return {
    event: "",
    url,
    name,
    sender: new URL(url).hostname,
    time: "",
    size,
    outer: true,
    other: !picture,
  };
}

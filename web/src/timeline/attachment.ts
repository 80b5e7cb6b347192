import type { SharedFile } from "../api/types";

/** fileURL is where a shared file is. The key in it is the permission. */
export function fileURL(file: SharedFile, user: number): string {
  return `/files/1/${user}/${encodeURIComponent(file.key)}/${encodeURIComponent(file.name)}`;
}

/** thumbURL is where a picture's small copy is; empty when it has none. */
export function thumbURL(file: SharedFile, user: number): string {
  if (!file.thumb) return "";
  const dot = file.name.lastIndexOf(".");
  const [stem, ext] = dot < 0 ? [file.name, ""] : [file.name.slice(0, dot), file.name.slice(dot)];
  return fileURL({ ...file, name: `${stem}_thumb${ext}` }, user);
}

const units = ["bytes", "KB", "MB", "GB", "TB"];

/** bytes says how large something is, as people say it. */
export function bytes(n: number): string {
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  if (unit === 0 && n === 1) return "1 byte";
  return `${unit > 0 && n < 10 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

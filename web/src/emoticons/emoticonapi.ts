import { request } from "../api/request";
import type { Emoticon } from "../api/types";

/** emoticonsOf lists the group's own or everybody's. */
export async function emoticonsOf(type: "group" | "global"): Promise<Emoticon[]> {
  return (await request<{ items: Emoticon[] }>("GET", `/api/emoticons?type=${type}`)).items;
}

/** addEmoticon adds a picture, in base64. */
export function addEmoticon(shortcut: string, image: string): Promise<Emoticon> {
  return request<Emoticon>("POST", "/api/emoticons", { shortcut, image });
}

/** removeEmoticon removes one of the group's own. */
export function removeEmoticon(id: number): Promise<void> {
  return request<void>("DELETE", `/api/emoticons/${id}`);
}

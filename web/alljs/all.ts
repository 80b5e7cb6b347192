// The script that pages of add-ons load from /atlassian-connect/all.js: written for HipChat's, served by Stoa.
import { type Script, script } from "./script";
import { dress } from "./theme";

const page = window as Window & { AP?: Script; HipChat?: Script };

dress(document, location.search);
// A second copy would answer events that the first one handles.
if (typeof page.AP?.register !== "function" || page.AP !== page.HipChat) {
  page.AP = script(page);
  page.HipChat = page.AP;
}

import { found } from "../glance/found";

interface Asked {
  patterns: string[];
  body: string;
}

// Each answer is sent as it is found, so that one that takes for ever hides only those after it.
addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  for (const pattern of data.patterns) postMessage({ pattern, found: found(pattern, data.body) });
});

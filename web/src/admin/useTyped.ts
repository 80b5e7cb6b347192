import { useEffect, useState } from "preact/hooks";

/** What is looked for follows the last key after this long. */
const pauseMs = 300;

/** useTyped is a text that is being typed, and what it was when the writer paused. */
export function useTyped(first = ""): { text: string; setText: (text: string) => void; settled: string } {
  const [text, setText] = useState(first);
  const [settled, setSettled] = useState(first);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, setText, settled };
}

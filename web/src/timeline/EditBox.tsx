import type { Event } from "../api/types";
import type { Deeds } from "./deeds";
import { WordsForm } from "./WordsForm";

/** EditBox puts other words into the reader's own message. */
export function EditBox({ event, deeds }: { event: Event; deeds: Deeds }) {
  const end = (from: HTMLElement | null) => {
    const back = backToWriting(from);
    deeds.editing.value = null;
    back();
  };
  const save = async (body: string, from: HTMLElement | null) => {
    const back = backToWriting(from);
    await deeds.edit(event, body);
    back();
  };
  return <WordsForm body={event.body} empty={event.file !== undefined} onSave={save} onClose={end} />;
}

/** backToWriting gives what puts the focus where one writes in the same column, once the box is gone. */
function backToWriting(from: HTMLElement | null): () => void {
  const column = from?.closest(".talk-column");
  return () => column?.querySelector<HTMLElement>(".composer textarea")?.focus();
}

import { typingLine } from "../state/typing";
import { useWorkspace } from "../state/workspace";

/** TypingLine says who writes. Its place is there all the time, so that nothing moves when somebody begins. */
export function TypingLine({ conversation }: { conversation: number }) {
  const { writing, people } = useWorkspace();
  const names = writing.typing.in(conversation).map((id) => people.users.value.get(id)?.name ?? "Somebody");
  return (
    <p class="typing-line" aria-live="polite" dir="auto">
      {typingLine(names)}
    </p>
  );
}

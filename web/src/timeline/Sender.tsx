import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { useDeeds } from "./deeds";

/**
 * Sender is the name of who said something. A click on it tells more of them, where the reader may know more. hidden is
 * for names that are only heard.
 */
export function Sender({ event, hidden }: { event: Event; hidden: boolean }) {
  const { me, people, person } = useWorkspace();
  const deeds = useDeeds();
  const user = event.user_id === undefined ? undefined : people.users.value.get(event.user_id);
  const name = people.sender(event);
  if (hidden || !deeds || !user || me.guest) {
    return (
      <strong dir="auto" class="sender">
        {name}
      </strong>
    );
  }
  // The Tab key leads from a line to what can be done with it; who that is stands in the chat with them as well.
  return (
    <strong dir="auto" class="sender">
      <button
        type="button"
        class="sender-name"
        tabIndex={-1}
        title={`About ${name}`}
        onClick={() => (person.value = user.id)}
      >
        {name}
      </button>
    </strong>
  );
}

import { useWorkspace } from "../state/workspace";
import { Empty, Page } from "../ui/states";

/** Refused says who may come here instead of the reader, so that they know whom to ask. */
export function Refused() {
  const { people } = useWorkspace();
  const admins = people.active.filter((u) => u.admin);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Administration" back="/chat">
        <Empty title="Only administrators of the group come here.">
          <p>Ask one of them:</p>
          <ul class="list">
            {admins.map((u) => (
              <li key={u.id} class="refused-admin">
                <a href={`/chat/user/${u.id}`} dir="auto">
                  {u.name}
                </a>
                {u.owner && " (owner)"}
              </li>
            ))}
          </ul>
        </Empty>
      </Page>
    </main>
  );
}

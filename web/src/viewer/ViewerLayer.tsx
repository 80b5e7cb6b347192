import { useWorkspace } from "../state/workspace";
import { later } from "../ui/later";

const Viewer = later("the picture", async () => (await import("./Viewer")).Viewer);

/** ViewerLayer shows the picture that the reader has asked for, over whatever is on the page. */
export function ViewerLayer() {
  const workspace = useWorkspace();
  const asked = workspace.viewed.value;
  if (!asked) return null;
  return (
    <Viewer
      key={asked.id}
      events={workspace.timeline(asked.conversation).events.peek()}
      asked={asked}
      onClose={() => {
        workspace.viewed.value = undefined;
      }}
    />
  );
}

import { useWorkspace } from "../state/workspace";
import { later } from "../ui/later";
import { outerPicture, picturesIn } from "./pictures";

const Viewer = later("the picture", async () => (await import("./Viewer")).Viewer);

/** ViewerLayer shows the picture that the reader or an add-on has asked for, over whatever is on the page. */
export function ViewerLayer() {
  const { viewed, outer, timeline, people } = useBound();
  const asked = viewed.value;
  if (asked) {
    const { all, at } = picturesIn(timeline(asked.conversation).events.peek(), asked, (e) =>
      people.sender(e),
    );
    const close = () => {
      viewed.value = undefined;
    };
    return <Viewer key={asked.id} pictures={all} first={at} onClose={close} />;
  }
  const shown = outer.value;
  if (!shown) return null;
  const close = () => {
    outer.value = undefined;
  };
  return <Viewer key={shown} pictures={shown.files.map(outerPicture)} first={shown.at} onClose={close} />;
}

function useBound() {
  const w = useWorkspace();
  return { viewed: w.viewed, outer: w.outer, timeline: w.timeline.bind(w), people: w.people };
}

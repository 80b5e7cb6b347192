import { Choice } from "./Choice";
import { Switch } from "./Switch";

/** Appearance is how the page looks. */
export function Appearance() {
  return (
    <>
      <Choice
        name="theme"
        label="Colours"
        options={[
          ["system", "System"],
          ["light", "Light"],
          ["dark", "Dark"],
        ]}
      />
      <Choice
        name="density"
        label="Density"
        options={[
          ["normal", "Normal"],
          ["tighter", "Tighter"],
        ]}
      />
      <Switch name="timeFormat24Hour" label="24-hour clock" hint="Otherwise as your language has it." />
      <Switch name="hidePresenceMessages" label="Hide lines about who came and went" />
      <Switch name="replaceTextEmoticons" label="Draw :) and its like as faces" />
      <Switch
        name="hidePreviews"
        label="Fold previews of links and pictures"
        hint="They open when you ask for them."
      />
      <Switch name="hideGIFs" label="Fold moving pictures" />
    </>
  );
}

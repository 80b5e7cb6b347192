import type { useAction } from "../../ui/useAction";
import { TextArea } from "./TextArea";

interface Groups {
  members: string;
  admins: string;
}

interface Props {
  of: Groups;
  action: ReturnType<typeof useAction>;
  onChange: (patch: Partial<Groups>) => void;
}

/** GroupFields say what somebody's groups at a provider are good for here. */
export function GroupFields({ of, action, onChange }: Props) {
  return (
    <>
      <TextArea
        label="Groups that may come in"
        value={of.members}
        onInput={(members) => onChange({ members })}
        hint="One on each line. Empty: everybody may."
        error={action.fieldError("members")}
      />
      <TextArea
        label="Groups that are administrators here"
        value={of.admins}
        onInput={(admins) => onChange({ admins })}
        hint="One on each line. Looked at whenever somebody signs in. Empty: nobody is made or unmade."
        error={action.fieldError("admins")}
      />
    </>
  );
}

import { Choice } from "./Choice";

/** MailChoice is when the reader is told by mail of what names them. It does nothing on a server without mail. */
export function MailChoice() {
  return (
    <>
      <Choice
        name="mailMinutes"
        label="Tell me by mail of what names me and stays unread"
        options={[
          [15, "15 minutes"],
          [60, "1 hour"],
          [480, "8 hours"],
          [0, "Never"],
        ]}
      />
      <p class="field-hint">
        Also of what is said to you alone. It needs a mail server, which an administrator sets.
      </p>
    </>
  );
}

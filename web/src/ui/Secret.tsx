import { CopyButton } from "./CopyButton";

interface Props {
  /** Its heading, and of which rank. */
  label: string;
  heading: "h3" | "h4";
  /** What is copied, in words. */
  name: string;
  /** What it is called for who does not see the headings around it, where that is not the label. */
  region?: string;
  text: string;
}

/** Secret is a text to be copied. */
export function Secret({ label, heading: Heading, name, region = label, text }: Props) {
  return (
    <div class="secret-item">
      <div class="secret-head">
        <Heading>{label}</Heading>
        <CopyButton text={text} name={name} />
      </div>
      <pre class="secret" tabIndex={0} role="region" aria-label={region}>
        <code>{text}</code>
      </pre>
    </div>
  );
}

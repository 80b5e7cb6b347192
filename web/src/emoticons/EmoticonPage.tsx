import { Page } from "../ui/states";
import { EmoticonList } from "./EmoticonList";

/** EmoticonPage is the list of emoticons for everybody, at the vendor's address. spec: product, 10 */
export function EmoticonPage() {
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Emoticons" back="/chat">
        <EmoticonList />
      </Page>
    </main>
  );
}

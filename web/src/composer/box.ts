/** focusBox puts the cursor into the box of the conversation on the screen. */
export function focusBox(): void {
  document.querySelector<HTMLElement>(".room-talk .composer textarea")?.focus();
}

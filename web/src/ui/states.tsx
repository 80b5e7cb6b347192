import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";

/** Loading says that something is on its way. */
export function Loading({ what }: { what: string }) {
  return (
    <p class="state" role="status">
      <span class="spinner" aria-hidden="true" />
      Loading {what}…
    </p>
  );
}

/** Failure says what went wrong and offers to try again. */
export function Failure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div class="state state-error" role="alert">
      <p>{message}</p>
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Empty says that there is nothing yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children}
    </div>
  );
}

/** Page is a page beside the chat: a heading with a way back, and its content. */
export function Page({
  title,
  back,
  children,
}: {
  title: string;
  back: string;
  children: ComponentChildren;
}) {
  return (
    <div class="page">
      <header class="page-head">
        <a class="button-icon" href={back} aria-label="Back">
          <Icon name="back" />
        </a>
        <h1 dir="auto">{title}</h1>
      </header>
      <div class="page-body">{children}</div>
    </div>
  );
}

import { Icon } from "../ui/Icon";
import type { Section } from "./sections";

/** AdminNav leads through the administrator's area. */
export function AdminNav({ sections, open }: { sections: Section[]; open: Section | undefined }) {
  const headings = [...new Set(sections.map((s) => s.under))];
  return (
    <nav class="admin-nav" aria-label="Administration">
      <header class="admin-nav-head">
        <a class="button-icon" href="/chat" aria-label="Back to the chats">
          <Icon name="back" />
        </a>
        <p class="admin-title">Administration</p>
      </header>
      {headings.map((under) => (
        <section key={under} aria-labelledby={`admin-${under}`}>
          <h2 class="side-title" id={`admin-${under}`}>
            {under}
          </h2>
          <ul>
            {sections
              .filter((s) => s.under === under)
              .map((s) => (
                <li key={s.path}>
                  <a
                    class="side-link"
                    href={`/admin/${s.path}`}
                    aria-current={s === open ? "page" : undefined}
                  >
                    <Icon name={s.icon} />
                    <span class="side-name">{s.name}</span>
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

import type { ComponentType } from "preact";
import type { User } from "../api/types";
import type { IconName } from "../ui/Icon";
import { later } from "../ui/later";

/** What a section of the administrator's area is told of its address. */
export interface SectionProps {
  /** What comes after the section's own path, without slashes around it: "12" of /admin/users/12. */
  rest: string;
  query: URLSearchParams;
}

/** A part of the administrator's area. */
export interface Section {
  /** Its address is /admin/ and this. */
  path: string;
  name: string;
  icon: IconName;
  /** Under which heading it stands in the navigation. */
  under: "Group" | "Integrations" | "Server";
  may: (me: User) => boolean;
  /** Loaded when somebody goes there. */
  component: ComponentType<SectionProps>;
}

const admins = (me: User) => me.admin;

/** sections are all parts of the administrator's area, in the order of the navigation. spec: product, 10.1 */
export const sections: Section[] = [
  {
    path: "users",
    name: "People",
    icon: "people",
    under: "Group",
    may: (me) => me.admin || me.delegate,
    component: later("the people", async () => (await import("./Users")).Users),
  },
  {
    path: "rooms",
    name: "Rooms",
    icon: "hash",
    under: "Group",
    may: admins,
    component: later("the rooms", async () => (await import("./Rooms")).Rooms),
  },
  {
    path: "preferences",
    name: "Preferences",
    icon: "check",
    under: "Group",
    may: admins,
    component: later("the preferences", async () => (await import("./Preferences")).Preferences),
  },
  {
    path: "emoticons",
    name: "Emoticons",
    icon: "smile",
    under: "Group",
    may: admins,
    component: later("the emoticons", async () => (await import("../emoticons/EmoticonList")).EmoticonList),
  },
  {
    path: "addons",
    name: "Add-ons",
    icon: "puzzle",
    under: "Integrations",
    may: admins,
    component: later("the add-ons", async () => (await import("./GroupAddons")).GroupAddons),
  },
  {
    path: "deliveries",
    name: "Deliveries",
    icon: "send",
    under: "Integrations",
    may: admins,
    component: later("the deliveries", async () => (await import("../deliveries/Deliveries")).Deliveries),
  },
  {
    path: "calls",
    name: "Calls",
    icon: "download",
    under: "Integrations",
    may: admins,
    component: later("the calls", async () => (await import("../calls/Calls")).Calls),
  },
  {
    path: "api",
    name: "API v1 tokens",
    icon: "plug",
    under: "Integrations",
    may: admins,
    component: later("the tokens", async () => (await import("../tokens/V1TokensPage")).V1TokensPage),
  },
  {
    path: "system",
    name: "System",
    icon: "sliders",
    under: "Server",
    may: admins,
    component: later("the system", async () => (await import("../system/SystemPage")).SystemPage),
  },
  {
    path: "statistics",
    name: "Statistics",
    icon: "numbers",
    under: "Server",
    may: admins,
    component: later(
      "the statistics",
      async () => (await import("../statistics/StatisticsPage")).StatisticsPage,
    ),
  },
  {
    path: "mail",
    name: "Mail",
    icon: "reply",
    under: "Server",
    may: admins,
    component: later("the mail server", async () => (await import("../mail/MailPage")).MailPage),
  },
  {
    path: "audit",
    name: "Audit log",
    icon: "list",
    under: "Server",
    may: admins,
    component: later("the audit log", async () => (await import("./AuditLog")).AuditLog),
  },
  {
    path: "authentication",
    name: "Sign-in",
    icon: "lock",
    under: "Server",
    may: admins,
    component: later(
      "how people sign in",
      async () => (await import("./signin/Authentication")).Authentication,
    ),
  },
];

/** visible are the sections that somebody may see. */
export function visible(me: User): Section[] {
  return sections.filter((s) => s.may(me));
}

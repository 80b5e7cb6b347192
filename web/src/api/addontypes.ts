/** The shapes of Stoa's own API under /api/ that concern add-ons. Times are RFC 3339 UTC strings. */

export interface Installation {
  id: number;
  key: string;
  name: string;
  room_id: number | null;
  scopes: string[];
  oauth_id: string;
  created: string;
  vendor: { name: string; url: string } | null;
  homepage: string | null;
  /** In lists. */
  connectivity?: Connectivity;
  /** False while the add-on has not read its client yet. */
  active: boolean;
  disabled: boolean;
  descriptor_url: string;
  /** A newer descriptor that nobody has agreed to yet. */
  update: { added_scopes: string[] } | null;
  /** It has a page for that. */
  configurable: boolean;
}

/** An add-on as the reader meets it in a room, or outside of rooms. */
export interface Addon {
  /** Of the installation. */
  id: number;
  key: string;
  name: string;
  /** Null for the whole group's. */
  room_id: number | null;
  vendor: { name: string; url: string } | null;
  homepage: string;
  scopes: string[];
  disabled: boolean;
  /** Its pages that are no modules, those that the reader may open. */
  pages: ("configurable" | "adminPage")[];
  /** The reader may update and remove it. */
  managed: boolean;
  descriptor_url: string;
  /** The server's host name, where browsers open pages of the add-on under it as well. */
  own_host: string;
  description: string;
  powers: Powers;
}

/** An add-on in a list for the people among whom it is. */
export interface MetAddon {
  key: string;
  name: string;
  /** Null for the whole group's. */
  room_id: number | null;
  disabled: boolean;
}

/** An installation just made, or a removal: open is what the browser has to open next. */
export interface Onward {
  open?: string;
}

/** What add-ons have in a room. */
export interface Parts {
  items: Part[];
  /** By an add-on's key, the origins that its pages are declared at. */
  framed?: Record<string, string[]>;
}

/** What an add-on shows in a room, as it declared it. */
export interface Part {
  installation: number;
  addon_key: string;
  addon_name: string;
  /** What the add-on was granted. */
  scopes: string[];
  kind: string;
  key: string;
  module: unknown;
  /** Of a glance: the last that the add-on said by itself. */
  content: unknown;
  /** It was said of this room alone. */
  for_room?: boolean;
  /** It was said to this person alone. */
  for_user?: boolean;
}

/** An address of an add-on, to be opened once and not after until. */
export interface SignedUrl {
  url: string;
  until: string;
}

/** What an add-on's page proves to its own server who looks at it with. */
export interface FrameToken {
  jwt: string;
  until: string;
}

/** How far an add-on and the server reach each other. */
export interface Connectivity {
  state: "CONNECTED" | "LIMITED" | "NOT CONNECTED";
  reason: string;
}

/** What the server found out about one of its ways. */
export interface Finding {
  target: string;
  code: string;
  level: "good" | "warning" | "failure";
  means: string;
  detail: string;
  remedy: string;
}

/** What an add-on asks of the network. */
export interface Needs {
  /** It calls the server's API. */
  inbound: boolean;
  outbound: Endpoint[];
  browser: Endpoint[];
}

export interface Endpoint {
  host: string;
  port: number;
  tls: boolean;
  for: string[];
}

/** What agreeing to a preview would change. */
export interface Update {
  installation: number;
  changed: boolean;
  added_scopes: string[];
}

/** What an add-on can see and do beside what its scopes say. */
export interface Powers {
  /** What the server sends it. */
  hears: Hearing[];
  /** Origins of its pages. */
  frames: string[];
  /** Origins that the browser asks for what its glances show. */
  asked: string[];
  /** Kinds of its modules. */
  shows: string[];
  /** What it calls itself when it posts. */
  from_name: string;
  /** It may ask people to let it act in their name. */
  for_others: boolean;
}

export interface Hearing {
  event: string;
  pattern: string;
  host: string;
}

export interface Preview {
  /** Names this preview when the installation is confirmed. */
  preview: string;
  url: string;
  descriptor: {
    key: string;
    name: string;
    description: string;
    vendor: { name: string; url: string } | null;
    homepage: string;
  };
  scopes: { id: string; name: string; description: string }[];
  needs: Needs;
  webhooks: { event: string; url: string; pattern: string }[];
  /** The server's host name, where browsers open pages of the add-on under it as well. */
  own_host: string;
  powers: Powers;
  /** Null when the add-on is not installed there. */
  update: Update | null;
  rooms: boolean;
  group: boolean;
}

/** An add-on of the directory. */
export interface DirectoryEntry {
  key: string;
  name: string;
  vendor: { name: string; url: string };
  description: string;
  descriptor: string;
  instructions?: string;
  self_hosted: boolean;
  inbound: boolean;
  outbound: string[];
}

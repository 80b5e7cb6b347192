import type { ApiShape } from "./protocol";

/** Extension is a page of an add-on: a module in a room, or one of the pages that are no modules. */
export interface Extension {
  installation: number;
  addonKey: string;
  /** webPanel, dialog, configurable, … */
  kind: string;
  /** Of the module; of a page that is none, its kind. */
  key: string;
  /** Where it is shown; undefined outside of rooms. */
  room: number | undefined;
  /** What the add-on was granted. */
  scopes: readonly string[];
}

/** Answer calls back the add-on in Node's manner. Calls that nobody waits for have one that does nothing. */
export type Answer = (error: unknown, data?: unknown) => void;

/** Method is what add-ons' pages may call. */
export interface Method {
  /** What the arguments are called, the callback last where there is one. A call gets as many, undefined where the add-on gave none. */
  args: readonly string[];
  /** Without this scope the add-on gets a sentence about it instead. */
  scope?: string;
  /** args are whatever the add-on says; whoever never answers leaves the add-on's callback alone. */
  run(caller: Extension, args: unknown[], answer: Answer): void;
}

/** Methods are by module and name. */
export type Methods = Record<string, Record<string, Method>>;

/** shapeOf says which methods there are as a frame's name does. */
export function shapeOf(methods: Methods): ApiShape {
  const shape: ApiShape = {};
  for (const [module, of] of Object.entries(methods)) {
    const named = Object.entries(of).map(([name, { args }]) => [name, { args: [...args] }]);
    shape[module] = Object.fromEntries(named);
  }
  return shape;
}

/** refused is what the callback of a method gets instead, a text as in the vendor's client, or undefined when it may be called. */
export function refused({ scope }: Method, { scopes }: Extension): string | undefined {
  if (!scope || scopes.includes(scope)) return undefined;
  return `This method needs the scope ${scope}; the add-on has ${scopes.length > 0 ? scopes.join(", ") : "none"}.`;
}

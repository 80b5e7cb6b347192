import { request } from "./request";
import type { User } from "./types";

/** What an authenticator needs to know, as words and as a picture. */
export interface Enrolment {
  secret: string;
  address: string;
  /** A QR code: a path in a square of size units. */
  qr: { size: number; path: string };
  /** To be sent back with the first code. */
  offer: string;
}

export interface SecondStepState {
  on: boolean;
  since?: string;
  codes_left: number;
  /** The group demands it, so it cannot be turned off. */
  demanded: boolean;
  /** Changes are confirmed with the password, or with a code by who has none. */
  has_password: boolean;
}

/** Of whom the group demands a second step. */
export type Demand = "nobody" | "administrators" | "everybody";

/** What is left to do of a sign-in: the code of an authenticator, or to set one up. */
export type Step = "code" | "enrol";

interface Codes {
  recovery_codes: string[];
}

export interface Proof {
  password: string;
  code: string;
}

/** entry is the second step of a sign-in. */
export const entry = {
  code: (code: string) => request<{ user: User }>("POST", "/api/session/code", { code }),
  enrol: () => request<Enrolment>("POST", "/api/session/enrolment"),
  turnOn: async (offer: string, code: string) =>
    (await request<Codes>("PUT", "/api/session/enrolment", { offer, code })).recovery_codes,
  turnBack: () => request<void>("DELETE", "/api/session/entry"),
};

/** secondStep is the reader's own. */
export const secondStep = {
  state: () => request<SecondStepState>("GET", "/api/me/second-step"),
  enrol: () => request<Enrolment>("POST", "/api/me/second-step"),
  turnOn: async (offer: string, code: string, password: string) =>
    (await request<Codes>("PUT", "/api/me/second-step", { offer, code, password })).recovery_codes,
  turnOff: (proof: Proof) => request<void>("DELETE", "/api/me/second-step", proof),
  newCodes: async (proof: Proof) =>
    (await request<Codes>("POST", "/api/me/second-step/codes", proof)).recovery_codes,
};

import type { Api } from "../api/api";

export type Security = "starttls" | "tls" | "none";

/** Who mail is handed to. The password is never shown. */
export interface MailServer {
  set: boolean;
  host: string;
  port: number;
  security: Security;
  username: string;
  has_password: boolean;
  sender: string;
}

export interface MailSetting {
  host: string;
  port: number;
  security: Security;
  username: string;
  /** Without one, the one that there is stays. */
  password?: string;
  sender: string;
}

export const mailServer = (api: Api) => api.call<MailServer>("GET", "/api/admin/mail");
export const setMailServer = (api: Api, s: MailSetting) => api.call<MailServer>("PUT", "/api/admin/mail", s);
export const removeMailServer = (api: Api) => api.call<void>("DELETE", "/api/admin/mail");
export const testMail = (api: Api) =>
  api.call<{ sent: boolean; to: string; error: string }>("POST", "/api/admin/mail/test");

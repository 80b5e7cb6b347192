/** listening has a page keep what its browser is to show in window.told. */
export function listening() {
  window.told = [];
  window.Notification = class {
    static permission = "granted";
    constructor(_title, options) {
      // The second of a conversation names its sender too.
      window.told.push(options.body.replace("Pam: ", ""));
    }
    close() {}
  };
}

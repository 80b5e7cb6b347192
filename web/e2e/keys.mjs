import assert from "node:assert/strict";

/** What is done with a pointer, or as no key does it. */
const refused = new Set([
  ..."mouse touchscreen click dblclick tap hover check uncheck setChecked selectOption selectText".split(" "),
  ..."dragTo dragAndDrop dispatchEvent fill clear focus blur press pressSequentially type setInputFiles".split(
    " ",
  ),
]);

const bare = Symbol("bare");

/** looking gives a page, or what is found on it, that can be looked at and waited for; all else throws. */
function looking(thing) {
  return new Proxy(thing, {
    get(target, name) {
      if (name === bare) return target;
      if (refused.has(name)) throw new Error(`${String(name)} is not done with the keyboard`);
      const member = target[name];
      if (typeof member !== "function") return member;
      return (...args) => {
        const given = member.apply(target, args.map(undress));
        return given?.constructor?.name === "Locator" ? looking(given) : given;
      };
    },
  });
}

/** undress gives what Playwright itself understands, also inside of options. */
function undress(arg) {
  if (arg?.[bare]) return arg[bare];
  if (arg?.constructor !== Object) return arg;
  return Object.fromEntries(Object.entries(arg).map(([k, v]) => [k, undress(v)]));
}

/** Keys is somebody who has a keyboard and no pointer. */
export class Keys {
  #page;
  /** Pointers that the page has seen all the same. */
  pointers = [];

  constructor(page) {
    this.#page = page;
    this.see = looking(page);
  }

  static async on(page) {
    const keys = new Keys(page);
    await page.exposeFunction("stoaPointed", (what) => keys.pointers.push(what));
    await page.addInitScript(watch);
    await page.evaluate(watch);
    return keys;
  }

  /** press presses keys one after the other. */
  async press(...all) {
    for (const key of all) await this.#page.keyboard.press(key);
  }

  async type(text) {
    await this.#page.keyboard.type(text);
  }

  /** reach presses a key until a thing has the focus; what has it on the way must be seen to have it. */
  async reach(thing, key = "Tab") {
    const wanted = undress(thing);
    await wanted.first().waitFor();
    await this.#until(wanted, key);
  }

  async #until(wanted, key) {
    const passed = [];
    for (let n = 0; n < 150; n++) {
      if (await has(wanted)) return;
      await this.press(key);
      passed.push(await this.focused());
    }
    assert.fail(`${wanted} is not reached by ${key}: ${passed.slice(-40).join(", ")}`);
  }

  /** use goes to a thing and presses it. */
  async use(thing, key = "Tab") {
    await this.reach(thing, key);
    await this.press("Enter");
  }

  /** write goes to a field and puts a text into it in place of what is there. */
  async write(thing, text) {
    await this.reach(thing);
    await this.press("Control+a");
    await this.type(text);
  }

  /** line goes to a message of a list, from where one writes. */
  async line(list, text) {
    const within = undress(list);
    const row = within.locator("[data-event]:focus").filter({ hasText: text });
    await this.#until(within.locator(":focus").or(within.and(this.#page.locator(":focus"))), "Shift+Tab");
    for (const key of ["ArrowUp", "ArrowDown"])
      for (let n = 0; n < 60 && (await row.count()) === 0; n++) {
        await this.press(key);
        await this.focused();
      }
    assert.equal(await row.count(), 1, `“${text}” is not reached by the arrow keys`);
  }

  /** focused fails when what has the focus is not to be seen, and names it. */
  async focused() {
    const { name, wrong } = await this.#page.evaluate(look);
    assert.equal(wrong, "", `${name} has the focus`);
    return name;
  }

  /** chosen presses what opens the system's own choice of files, and chooses. */
  async choose(thing, files) {
    const asked = this.#page.waitForEvent("filechooser");
    await this.use(thing, "Shift+Tab");
    await (await asked).setFiles(files);
  }

  clipboard() {
    return this.#page.evaluate(() => navigator.clipboard.readText());
  }
}

async function has(thing) {
  const found = await thing.all();
  for (const one of found) if (await one.evaluate((el) => el === document.activeElement)) return true;
  return false;
}

function watch() {
  for (const name of ["pointerdown", "mousedown", "touchstart", "mousemove"])
    addEventListener(name, (e) => e.isTrusted && window.stoaPointed(`${name} on ${e.target.nodeName}`), true);
}

/** look tells, inside a page, what has the focus and what keeps it from being seen. */
function look() {
  const el = document.activeElement;
  if (!el || el === document.body) return { name: "the page", wrong: "" };
  const words = el.getAttribute("aria-label") ?? el.textContent?.trim() ?? "";
  const name = `${el.tagName.toLowerCase()}.${el.className} “${words.slice(0, 40)}”`;
  // A radio button or a box for files stands for its label.
  const shown = el.matches("input[type=radio]") ? (el.closest("label") ?? el) : el;
  const box = shown.getBoundingClientRect();
  const [x, y] = [
    (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
    (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2,
  ];
  if (box.width < 2 || box.height < 2) return { name, wrong: "it has no size" };
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
    return { name, wrong: `it is outside of the window: ${JSON.stringify(box)}` };
  const top = document.elementFromPoint(x, y);
  if (!top || !(shown.contains(top) || top.contains(shown) || top.closest(".tools")))
    return { name, wrong: `${top?.outerHTML.slice(0, 120)} lies over it` };
  const outlined = (e) => {
    const s = e && getComputedStyle(e);
    return s && s.outlineStyle !== "none" && Number.parseFloat(s.outlineWidth) >= 1;
  };
  const after = getComputedStyle(el, "::after");
  const framed = after.content !== "none" && Number.parseFloat(after.borderTopWidth) >= 1;
  const composer = el.matches("textarea") && el.closest(".composer");
  const lit = composer && getComputedStyle(composer).boxShadow !== "none";
  if (outlined(el) || outlined(el.nextElementSibling) || framed || lit) return { name, wrong: "" };
  return { name, wrong: "nothing shows it" };
}

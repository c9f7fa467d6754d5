// Where the client writes.

// As many letters as the server takes in one message (problems.MOST_CHARACTERS); how many before that they are counted.
const MOST = 2000;
const NEAR = 500;

class Composer {
  /** submit(text); refuse(line): there is too much, and it stays in the field; tell(line) to screen readers. */
  constructor(say, memory, submit, refuse, tell) {
    Object.assign(this, { memory, submit, refuse, tell });
    this.input = h("textarea", { class: "input", part: "input", id: "input", rows: "1", autocomplete: "off", enterkeyhint: "send",
      placeholder: say("placeholder"), "aria-description": say("limit", { most: MOST }), translate: "no", ...UNREAD });
    this.counter = h("p", { class: "counter soft" });
    this.reminder = h("p", { class: "reminder soft" });
    this.element = h("form", { class: "composer", part: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      h("div", { class: "field" }, h("label", { class: "unseen", for: "input" }, say("input")), this.input,
        h("button", { type: "submit", class: "button main send", part: "button send" }, icon("send"), unseen(say("send")))),
      this.counter, this.reminder);
    this.say = say;
  }

  /** An event of the keyboard or an input method, as the frame hears it. */
  hear(event) {
    if (event.composedPath()[0] !== this.input) return;
    if (event.type === "input") this.changed();
    // Safari ends the composition before it reports the Enter that ended it; only the code then tells.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.type !== "keydown" || event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this.send();
  }

  /** Takes up a draft that a reload interrupted. */
  restore() {
    this.input.value = this.memory.state.draft;
    this.grow();
  }

  /** On a touch screen focus would bring up the keyboard over half of the text; the log takes it there. */
  get wantsFocus() {
    return !matchMedia("(pointer: coarse)").matches;
  }

  changed() {
    this.memory.state.draft = this.input.value;
    this.grow();
  }

  /** How many letters are too many; below 0 how many may follow. Counted as the server counts. */
  get over() {
    return [...this.input.value.trim()].length - MOST;
  }

  grow() {
    const { over, input: { style } } = this;
    const crossed = this.counter.classList.contains("over") !== over > 0;
    this.counter.hidden = over < -NEAR;
    this.counter.classList.toggle("over", over > 0);
    this.counter.textContent = this.say(over > 0 ? "over" : "left", { count: Math.abs(over) });
    // Once, not with every letter: whoever hears it goes on writing.
    if (crossed) this.tell(this.counter.textContent);
    style.height = "auto";
    if (this.input.value) style.height = `${this.input.scrollHeight + 2}px`;
  }

  send() {
    const text = this.input.value.trim();
    this.input.focus();
    if (!text) return;
    if (this.over > 0) {
      this.refuse(this.say("over", { count: this.over }));
      return;
    }
    this.input.value = "";
    this.changed();
    this.submit(text);
  }

  remind(emergency) {
    const [before, after] = this.say(emergency ? "reminder" : "reminder_plain", { number: "\n" }).split("\n");
    this.reminder.replaceChildren(before,
      ...(emergency ? [link(emergency.href, {}, h("bdi", {}, emergency.href.slice(4))), after] : []));
  }
}

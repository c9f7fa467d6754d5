// Where the client writes.

class Composer {
  constructor(say, memory, submit) {
    Object.assign(this, { memory, submit });
    this.input = h("textarea", { class: "input", part: "input", id: "input", rows: "1", autocomplete: "off", enterkeyhint: "send",
      placeholder: say("placeholder"), oninput: () => this.changed(), onkeydown: (event) => this.keyPressed(event) });
    this.reminder = h("p", { class: "reminder soft" });
    this.element = h("form", { class: "composer", part: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      h("div", { class: "field" }, h("label", { class: "unseen", for: "input" }, say("input")), this.input,
        h("button", { type: "submit", class: "button main send", part: "button send" }, icon("send"), unseen(say("send")))),
      this.reminder);
    this.say = say;
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

  keyPressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  changed() {
    this.memory.state.draft = this.input.value;
    this.grow();
  }

  grow() {
    const { style } = this.input;
    style.height = "auto";
    if (this.input.value) style.height = `${this.input.scrollHeight + 2}px`;
  }

  send() {
    const text = this.input.value.trim();
    this.input.focus();
    if (!text) return;
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

// The conversation as it is seen.

const FINAL = ["long", "refused"];

/** Draws entries. `act`: retry(entry), edit(entry), choose(title, payload), leave(), address(path of a page), announce(line), rate(entry, helpful). */
class ConversationLog {
  constructor(say, when, help, act) {
    Object.assign(this, { say, when, help, act, drawn: new Map() });
    this.typing = h("div", { class: "typing", hidden: true }, h("i"), h("i"), h("i"), unseen(say("typing")));
    this.choices = h("div", { class: "choices", role: "group", "aria-label": say("choices"), hidden: true });
    // Not live itself: one status region announces, so that nothing is read twice or when a page is restored.
    this.refused = h("div", { class: "aid", part: "help" });
    this.element = h("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": say("log"), tabindex: "0" },
      this.typing, this.choices);
  }

  draw(entries) {
    this.drawn.forEach(({ node }) => node.remove());
    this.drawn.clear();
    entries.forEach((entry) => this.place(entry));
    this.showChoices(entries);
  }

  place(entry) {
    const drawn = this[entry.kind](entry);
    this.drawn.set(entry.id, drawn);
    this.typing.before(drawn.node);
    this.refused.remove();
    if (entry.kind === "mine") this.update(entry);
  }

  note({ word }) {
    return { node: h("p", { class: "entry note soft" }, this.say(word)) };
  }

  mine({ text }) {
    const words = h("span");
    const status = h("div", { class: "status soft" }, words);
    return { words, status, node: h("div", {},
      h("div", { class: "bubble", part: "message message-mine", translate: "no" }, unseen(`${this.say("you")}: `), text), status) };
  }

  assistant(entry) {
    const { message } = entry;
    if (message.collapsed) return { node: h("div", { class: "entry" }, this.help.line(message)) };
    const calling = message.type === "contacts";
    const words = (text) => h("div", { class: "prose", lang: message.language }, prose(text, message.numbers));
    return { node: h("div", { class: "entry" },
      h("div", { class: calling ? "aid" : "bubble", part: `message ${calling ? "help" : "message-assistant"}` },
        unseen(`${this.say("bot")}: `),
        calling ? this.help.answerNodes(message) : words(shownFirst(message)),
        folded(message) && h("details", { class: "more" }, h("summary", {}, this.say("more")), words(folded(message))),
        message.link && h("p", {}, h("a", { href: this.act.address(message.link.path), target: "_blank", rel: "noopener" },
          message.link.title, unseen(` (${this.say("new_tab")})`))),
        message.note && noteSlip(message.note, this.say, this.act.announce),
        message.quick_exit && button(this.say("leave"), this.act.leave, { glyph: "leave", title: this.say("leave_hint") })),
      entry.answers && feedbackRow(entry, this.say, (helpful) => this.act.rate(entry, helpful), this.act.announce, () => this.instead(entry))) };
  }

  /** After an answer that did not help: what else it may have been about, and the practice's phone. */
  instead({ others }) {
    const { practice } = this.help.current();
    return [...(others || []).map((one) => this.choice(one)), practice && this.help.way(practice)].filter(Boolean);
  }

  choice({ title, payload }) {
    return button(title, () => this.act.choose(title, payload));
  }

  /** How far a message of the client has come, and help under it if it did not get through. */
  update(entry) {
    const drawn = this.drawn.get(entry.id);
    if (!drawn) return;
    drawn.node.className = `entry mine ${entry.state}`;
    drawn.words.textContent = this.stateOf(entry);
    this.offerRetry(entry, drawn);
    if (!entry.aid) return;
    if (!drawn.lead) {
      drawn.lead = h("p");
      drawn.node.append(h("div", { class: "aid", part: "help" }, drawn.lead, this.help.nodes()));
    }
    drawn.lead.textContent = this.say(entry.aid);
  }

  stateOf({ state, reason, until }) {
    if (state === "waiting") return this.say(reason === "busy" ? "busy" : "waiting", { when: this.when(until - Date.now()) });
    if (state === "queued") return this.say(navigator.onLine ? "queued" : "offline");
    if (state === "failed") return this.say({ long: "too_long", refused: "refused", empty: "unanswered" }[reason] || "failed");
    return state === "sending" ? this.say("sending") : "";
  }

  /** What can be done about a message that is not there yet; one that is refused goes back into the field. */
  offerRetry(entry, drawn) {
    const word = entry.state === "failed" && FINAL.includes(entry.reason) ? "edit" : ["waiting", "failed"].includes(entry.state) && "retry";
    if (word === drawn.word) return;
    if (drawn.word) {
      if (drawn.retry.matches(":focus")) this.element.focus({ preventScroll: true });
      drawn.retry.remove();
    }
    drawn.word = word;
    if (word) drawn.status.append((drawn.retry = button(this.say(word), () => this.act[word](entry))));
  }

  /** The buttons of the latest answer; those of older ones no longer fit what is being talked about. */
  showChoices(entries) {
    // The line under an answer is no answer of its own.
    const { kind, message } = entries.filter((entry) => !(entry.message && entry.message.collapsed)).pop() || {};
    const buttons = (kind === "assistant" && message.buttons) || [];
    this.choices.hidden = !buttons.length;
    this.choices.replaceChildren(...buttons.map((one) => this.choice(one)));
  }

  /** What was not sent, with whom to call; gone with the next message. */
  refuse(line) {
    this.refused.replaceChildren(h("p", {}, line), h("p", {}, this.say("undelivered")), ...this.help.nodes());
    this.element.append(this.refused);
    this.element.scrollTop = this.refused.offsetTop - 8;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Brings a question and what follows it into view: all of it if it fits, else from the question on, or from the help under a long one. */
  show(entry) {
    const { node, lead } = this.drawn.get(entry.id) || {};
    const aid = entry.aid && lead.parentNode.offsetTop;
    if (node) this.element.scrollTop = (aid - node.offsetTop > this.element.clientHeight / 3 ? aid : node.offsetTop) - 8;
  }
}

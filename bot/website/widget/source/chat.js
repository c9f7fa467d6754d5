// One chat in one element: ties what is kept, what is sent and what is seen together.

const COLORS = ["accent", "on-accent", "surface", "ink"].flatMap((name) => [name, `${name}-dark`]);
const BUTTONS = "[data-practice-chat=open], [data-practice-chat=help]";
// Where the script is from, so that a snippet without `api` finds its server; put into one file with others it is the page's own.
const SCRIPT = document.currentScript && document.currentScript.src;
const ORIGIN = /^http/.test(SCRIPT) ? new URL(SCRIPT).origin : location.origin;
// Events of writing, those of input methods too; and of the focus, which the traps of a page's cookie banner would pull back.
const WRITING = ["keydown", "keypress", "keyup", "beforeinput", "input", "textInput", "paste", "copy", "cut", "focusin",
  "compositionstart", "compositionupdate", "compositionend"];

/** What an element says of the chat: an attribute, or the same one with "data-" before it. */
function optionOf(host, name) {
  return host.getAttribute(name) ?? host.getAttribute(`data-${name}`);
}

/** The language that the element names; else that of the page if there are words in it, else the visitor's. */
function languageOf(host) {
  // Page builders write "es_MX", which browsers do not take for a language; the words are by language alone.
  const known = (written) => LANGUAGES.find((code) => new RegExp(`^${code}(?![a-z])`, "i").test(written)) || "en";
  const named = optionOf(host, "language");
  const page = known((host.closest("[lang]") || {}).lang);
  return named ? known(named) : page === "en" ? known(navigator.language) : page;
}

class Chat {
  /** role: lead (it is the conversation), guide (buttons that lead there) or silent; see `settle`. leader(): the chat that leads. */
  constructor(host, role, leader) {
    Object.assign(this, { host, role, leader });
    this.bound = new AbortController();
    const option = (name) => optionOf(host, name);
    const base = option("api") || ORIGIN;
    const language = languageOf(host);
    this.options = { full: option("full-page") !== null, practice: option("practice"), language, dir: option("dir") };
    this.memory = memoryOf(`practice-chat ${base}`);
    this.service = new Service(base, this.options.language, this.memory);
    this.words = ENGLISH;
    this.say = (word, values = {}) => this.words[word].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    this.when = (milliseconds) => {
      const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
      const format = new Intl.RelativeTimeFormat(this.options.language);
      return seconds > 90 ? format.format(Math.round(seconds / 60), "minute") : format.format(seconds, "second");
    };
  }

  async begin() {
    if (this.options.language !== "en") {
      // Until the words are there the page's own links stay in view; without them English serves.
      await this.service.words().then((words) => { this.words = { ...ENGLISH, ...words }; }, () => {});
      if (this.bound.signal.aborted) return;
    }
    this.root = this.host.shadowRoot || this.host.attachShadow({ mode: "open" });
    try {
      if (this.role === "lead") this.build();
      else this.buildGuide();
    } catch (error) {
      this.root.replaceChildren(h("slot")); // Whatever went wrong: the page's own help links stay in view.
      throw error;
    }
  }

  end() {
    this.bound.abort();
    for (const part of [this.idle, this.welcome, this.delivery, this.tab]) if (part) part.stop();
    if (this.frame && this.frame.unlock) this.frame.unlock();
    if (this.root) this.root.replaceChildren(h("slot"));
  }

  /** The two buttons that lead to the conversation elsewhere on the page; of a silent one nothing. */
  buildGuide() {
    this.root.replaceChildren();
    if (this.role !== "guide") return;
    const lead = (act) => () => { this.leader().host.scrollIntoView(); this.leader()[act](); };
    this.frame = new Frame(this.say, this.options, { open: lead("open"), help: lead("openHelp") });
    this.frame.mount(this.root);
    this.bindLook();
  }

  build() {
    this.idle = new IdleWatch(this.memory, Number(optionOf(this.host, "idle-minutes")), {
      warn: (left) => this.warnIdle(left), calm: () => { this.frame.idle.hidden = true; }, expire: (minutes) => this.expire(minutes),
    });
    this.memory.load(this.idle.limit);
    this.stage = this.side = "";
    this.unread = 0;
    this.help = new Help(this.host, this.service, this.say);
    this.log = new ConversationLog(this.say, this.when, this.help, {
      retry: (entry) => this.delivery.retry(entry), edit: (entry) => this.edit(entry),
      choose: (title, payload) => { this.submit(title, payload); this.focusChat(); },
      leave: () => this.leaveQuickly(),
      address: (path) => this.service.base + path,
      announce: (line) => this.frame.announce(line),
      rate: (entry, helpful) => this.rate(entry, helpful),
    });
    this.welcome = new Welcome(this.say, this.when, this.service, this.memory, this.help, {
      show: (stage, heading, ...nodes) => this.openStart(stage, heading, ...nodes),
      begun: (greeting) => { this.enterChat(); this.greet(greeting); },
      announce: (...lines) => this.frame.announce(...lines),
    });
    this.composer = new Composer(this.say, this.memory, (text) => this.submit(text), (line) => this.refuse(line),
      (line) => this.frame.announce(line));
    this.frame = new Frame(this.say, this.options, {
      open: () => this.open(), close: () => this.close(), back: () => this.stepBack(), leave: () => this.leaveQuickly(),
      help: () => (this.side === "help" ? this.leaveSide() : this.openHelp()),
      save: () => this.keeping.save(), print: () => this.keeping.print(), privacy: () => this.showPrivacy(),
      restart: () => this.keeping.ask("restart", () => this.restart()),
      delete: () => this.keeping.ask("delete", () => this.beginAnew({ open: true, note: this.say("deleted") })),
    });
    this.keeping = new Keeping(this.say, this.options.practice, this.service, this.memory, this.help, {
      ask: (heading, ...nodes) => this.openSide("question", heading, ...nodes), back: () => this.leaveSide(),
      announce: (...lines) => this.frame.announce(...lines), done: () => this.frame.menuButton.focus(),
    });
    this.frame.chat.append(this.log.element, this.composer.element);
    this.frame.mount(this.root);
    this.newDelivery();
    this.bind();
    this.tab = new Tab(this.memory, () => this.beginAnew({ open: this.frame.shown }));
    if (this.options.full || this.memory.state.open) this.open(true);
  }

  bind() {
    const on = (target, type, act) => target && target.addEventListener(type, act, { signal: this.bound.signal });
    const fit = () => this.frame.fit() && this.log.toEnd();
    on(this.frame.phone, "change", () => this.frame.refit());
    on(window.visualViewport, "resize", fit);
    on(window.visualViewport, "scroll", fit);
    on(window, "online", () => this.connectionChanged());
    on(window, "offline", () => this.connectionChanged());
    on(window, "pagehide", () => this.leaving());
    on(window, "pageshow", (event) => { if (event.persisted) renew(this.host); });
    on(document, "visibilitychange", () => this.idle.tick());
    on(document, "click", (event) => this.pageClicked(event));
    on(this.frame.panel, "click", () => this.used());
    this.frame.offline.hidden = navigator.onLine;
    this.bindLook();
  }

  bindLook() {
    const { signal } = this.bound;
    for (const type of WRITING) window.addEventListener(type, (event) => this.hear(event), { signal, capture: true });
    keepUnrecorded(this.host);
    for (const name of COLORS) if (optionOf(this.host, name)) this.host.style.setProperty(`--practice-chat-${name}`, optionOf(this.host, name));
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", () => this.applyTheme(), { signal });
    this.applyTheme();
  }

  /**
   * What is typed in the chat stays in the chat: a page's shortcuts do not see that it comes from a field, its search box
   * would take the letters, a recorder the words. So it is heard before the page hears it, and goes no further.
   */
  hear(event) {
    const path = event.composedPath();
    if (!path.includes(this.root)) return;
    event.stopImmediatePropagation();
    if (event.type === "focusin" || !this.composer) return;
    this.composer.hear(event);
    this.frame.hear(event);
    if (path.includes(this.frame.panel)) this.used();
  }

  used() {
    this.frame.engaged = true;
    if (!this.left) this.idle.touch();
  }

  applyTheme() {
    const theme = optionOf(this.host, "theme");
    this.frame.darken(theme === "dark" || (theme !== "light" && this.dark.matches));
  }

  /** Anything of the page with data-practice-chat="open" or "help" works as a button for the chat. */
  pageClicked(event) {
    const found = event.target.closest && event.target.closest(BUTTONS);
    if (!found || event.defaultPrevented) return;
    event.preventDefault();
    this.frame.opener = found;
    if (found.dataset.practiceChat === "help") this.openHelp();
    else this.open();
  }

  leaving() {
    this.tab.stop();
    if (!this.left) this.memory.save();
  }

  newDelivery() {
    if (this.delivery) this.delivery.stop();
    this.delivery = new Delivery(this.memory, this.service, {
      changed: (entry) => { this.log.update(entry); this.log.typing.hidden = !this.delivery.busy; this.sayFailure(entry); },
      answered: (entry, messages) => this.receive(entry, messages),
      started: (greeting) => this.greet(greeting),
      deleted: ([{ text }]) => this.beginAnew({ open: this.frame.shown, note: text }),
      troubled: (entry, word, first) => this.giveAid(entry, word, first),
      noticed: (trouble) => this.welcome.renew(trouble),
    });
  }

  // Opening, closing, and what is in view.

  /** restored: by a reload or page change, not by the person; then the focus stays where the page has it. */
  open(restored = false) {
    this.frame.engaged = !restored;
    this.memory.state.open = true;
    if (!this.frame.shown) {
      this.frame.raise();
      this.refreshHelp();
    }
    this.side = "";
    if (this.memory.state.token) this.enterChat();
    else if (this.stage === "notice") this.arrange();
    else this.welcome.load();
    this.idle.touch();
  }

  close() {
    if (!this.frame.shown || this.options.full) return;
    this.frame.lower();
    this.side = "";
    this.memory.state.open = false;
    this.memory.save();
    (this.frame.opener || this.frame.chatOpener).focus();
  }

  openHelp() {
    this.frame.engaged = true;
    if (!this.frame.shown) {
      this.frame.raise();
      this.refreshHelp();
    }
    this.openSide("help", "help", this.help.nodes(true), this.help.countryNodes((country) => this.chooseCountry(country)),
      this.backButton());
  }

  chooseCountry(country) {
    this.memory.state.country = country;
    this.memory.touch();
    this.refreshHelp();
  }

  async refreshHelp() {
    const changed = await this.help.refresh();
    if (this.bound.signal.aborted) return;
    this.composer.remind(this.help.current().emergency);
    const focused = this.root.activeElement;
    if (changed && this.side === "help" && !(focused && focused.matches(".sheet a"))) this.openHelp();
  }

  arrange() {
    this.frame.arrange(this.side, this.stage === "chat");
  }

  openSide(name, heading, ...nodes) {
    this.side = name;
    this.frame.toggleMenu(false);
    this.arrange();
    this.frame.fill(this.frame.sheet, this.say(heading), nodes);
  }

  /** Shows what comes before the chat. */
  openStart(stage, heading, ...nodes) {
    this.stage = stage;
    this.arrange();
    this.frame.fill(this.frame.start, this.say(heading), nodes);
  }

  backButton() {
    return button(this.say("back"), () => this.leaveSide(), { glyph: "back" });
  }

  stepBack() {
    if (this.side) this.leaveSide();
    else this.close();
  }

  leaveSide() {
    const from = this.side;
    this.side = "";
    if (!this.stage) return this.close();
    this.arrange();
    return from === "help" ? this.frame.helpButton.focus() : this.focusChat();
  }

  focusChat() {
    if (this.stage !== "chat" || !this.frame.engaged) return;
    (this.composer.wantsFocus ? this.composer.input : this.log.element).focus({ preventScroll: true });
  }

  showPrivacy() {
    this.openSide("privacy", "privacy", h("div", { class: "prose" }, prose(this.memory.state.notice.text)), this.backButton());
  }

  // The conversation.

  enterChat() {
    this.stage = "chat";
    this.unread = 0;
    this.frame.showUnread(0);
    this.log.draw(this.memory.state.entries);
    this.composer.remind(this.help.current().emergency);
    this.arrange();
    this.composer.restore();
    if (!this.side) this.focusChat();
    this.log.toEnd();
    this.delivery.resume();
  }

  /** A conversation has begun: shows its greeting, before the messages that wait. */
  greet(greeting) {
    this.log.draw(this.memory.state.entries);
    this.log.toEnd();
    // Alone it is read from its beginning.
    if (greeting.length === this.memory.state.entries.length) this.log.element.scrollTop = 0;
    greeting.forEach(({ message }) => this.announceMessage(message));
  }

  submit(text, payload) {
    this.log.place(this.memory.add({ kind: "mine", text, payload, state: "queued" }));
    this.log.showChoices([]);
    this.log.toEnd();
    this.delivery.pump();
  }

  /** Too long to be sent: it stays in the field, and whoever is in need is shown whom to call without it. */
  refuse(line) {
    this.log.refuse(line);
    this.frame.announce(line, this.help.spoken());
  }

  /** Takes a message that was refused back into the field. */
  edit(entry) {
    const { state } = this.memory;
    state.entries = state.entries.filter((one) => one !== entry);
    state.draft = [entry.text, state.draft].filter(Boolean).join("\n");
    this.memory.save();
    this.log.draw(state.entries);
    this.composer.restore();
    this.composer.input.focus();
  }

  receive(question, messages) {
    const last = messages.length - 1;
    // Under the last message of an answer to a topic; nobody in danger is asked how they liked the answer.
    const answers = messages.some(({ topic }) => topic) && messages.every(({ type }) => type === "text") && question.id;
    const entries = messages.map((message, index) => this.memory.add({ kind: "assistant", message, answers: index === last && answers }));
    entries.forEach((entry) => this.log.place(entry));
    this.log.showChoices(this.memory.state.entries);
    if (this.frame.shown) {
      entries.forEach(({ message }) => this.announceMessage(message));
      this.log.show(entries.find(({ message }) => message.type === "contacts" && !message.collapsed) || question);
    } else this.frame.showUnread((this.unread += entries.length));
  }

  async rate(entry, helpful) {
    await this.service.rate(this.memory.state.token, entry.answers, helpful);
    entry.rated = helpful ? "feedback_thanks" : "feedback_sorry";
    if (!helpful) entry.others = await this.service.others(this.memory.state.token, entry.answers).catch(() => []);
    this.memory.save();
  }

  announceMessage(message) {
    const buttons = (message.buttons || []).map(({ title }) => title).join(", ");
    const text = !message.collapsed && h("span", { lang: message.language }, prose(shownFirst(message)).map((node) => node.textContent).join(" "));
    this.frame.announce(`${this.say("bot")}:`, text, folded(message) && this.say("more_below"), this.help.spokenAnswer(message), buttons && `${this.say("choices")}: ${buttons}`);
  }

  giveAid(entry, word, first) {
    this.log.update(entry);
    if (!first) return;
    this.frame.announce(this.say(word), this.help.spoken());
    this.log.show(entry);
  }

  sayFailure(entry) {
    if (entry.state === "failed") this.frame.announce(this.log.stateOf(entry));
  }

  // Connection and time.

  connectionChanged() {
    const online = navigator.onLine;
    this.frame.offline.hidden = online;
    this.frame.announce(this.say(online ? "online" : "offline_bar"));
    this.memory.state.entries.filter((entry) => entry.state === "queued").forEach((entry) => this.log.update(entry));
    if (online && this.stage === "chat") this.delivery.reconnected();
  }

  warnIdle(left) {
    const text = this.say("idle_warning", { when: this.when(left) });
    this.frame.idle.replaceChildren(h("p", {}, text), button(this.say("idle_keep"), () => { this.idle.touch(); this.focusChat(); }));
    this.frame.idle.hidden = false;
    this.frame.announce(text);
  }

  expire(minutes) {
    this.service.remove(this.memory.state.token, true).catch(() => {});
    this.beginAnew({ open: this.frame.shown, note: this.say("idle_cleared", { minutes }) });
  }

  // Beginning anew, and leaving.

  /** Forgets the conversation in this tab and shows the notice again. */
  beginAnew({ open, note }) {
    this.forget();
    this.memory.state.open = open;
    if (open) this.welcome.load(note);
  }

  forget() {
    this.welcome.stop();
    this.newDelivery();
    this.memory.clear();
    this.stage = this.side = "";
    this.frame.idle.hidden = this.log.typing.hidden = true;
    this.frame.showUnread((this.unread = 0));
    this.composer.restore();
    this.log.draw([]);
  }

  restart() {
    const { notice } = this.memory.state;
    this.forget();
    this.memory.state.open = true;
    this.openStart("loading", "notice_title", h("p", {}, this.say("loading")));
    this.welcome.start(notice);
  }

  leaveQuickly() {
    const { token } = this.memory.state;
    this.left = true;
    this.delivery.stop();
    this.memory.clear();
    if (token) this.service.remove(token, true).catch(() => {});
    goElsewhere(optionOf(this.host, "leave-to"));
  }
}

// The two buttons on the page, and the panel: where it stands, what it shows, where the focus goes.

const PHONE_SIZED = "(max-width: 34em), (max-height: 30em)";

/** `act`: open(), help(), leave(), back(), and the menu's choices by word. full: fills its place in the page. */
class Frame {
  constructor(say, { full, practice, language, dir }, act) {
    Object.assign(this, { say, full, act, shown: false, engaged: false, attributes: { lang: language, dir: dir || say("dir") } });
    this.start = h("div", { class: "view sheet", hidden: true });
    this.sheet = h("div", { class: "view sheet", hidden: true });
    this.chat = h("div", { class: "view chat", hidden: true });
    this.offline = h("p", { class: "banner", hidden: true }, say("offline_bar"));
    this.idle = h("div", { class: "banner", hidden: true });
    this.announcer = h("div", { class: "unseen", role: "status", "aria-live": "polite", "aria-atomic": "false" });
    this.phone = matchMedia(PHONE_SIZED);
    this.panel = this.buildPanel(practice);
    this.launcher = full ? null : this.buildLauncher();
  }

  buildLauncher() {
    const opener = (word, look, glyph, act) => button(this.say(word), (event) => {
      this.opener = event.currentTarget;
      act();
    }, { look, glyph, "aria-haspopup": "dialog" });
    this.helpOpener = opener("help", "care", "call", this.act.help);
    this.chatOpener = opener("open", "main", "chat", this.act.open);
    return h("div", { class: "launcher", part: "launcher", role: "region", "aria-label": this.say("region"), popover: "manual",
      ...this.attributes }, this.helpOpener, this.chatOpener);
  }

  buildPanel(practice) {
    const panel = h(this.full ? "section" : "dialog", { class: this.full ? "panel full" : "panel", part: "panel",
      "aria-labelledby": "title", popover: !this.full && "manual", ...this.attributes },
    this.buildHeader(practice), this.offline, this.idle, this.start, this.chat, this.sheet, this.announcer);
    keepUnrecorded(panel);
    panel.addEventListener("cancel", (event) => { event.preventDefault(); this.stepBack(); });
    // Browsers let a page refuse the back gesture only so often, and then close the dialog themselves.
    panel.addEventListener("close", () => { if (this.shown && this.modal && !panel.open) this.act.close(); });
    panel.addEventListener("click", (event) => {
      const path = event.composedPath();
      if (!path.includes(this.menu) && !path.includes(this.menuButton)) this.toggleMenu(false);
    });
    return panel;
  }

  /** A key that was pressed in the panel. */
  hear(event) {
    if (event.type !== "keydown" || event.key !== "Escape" || !event.composedPath().includes(this.panel)) return;
    event.preventDefault();
    this.stepBack();
  }

  buildHeader(practice) {
    const { say, act } = this;
    const bare = (word, glyph, does, more) => button(say(word), does, { look: "round", glyph, bare: true, title: say(word), ...more });
    this.title = h(this.full ? "h1" : "h2", { id: "title", class: "title" }, practice || say("assistant"));
    this.helpButton = button(say("help"), act.help, { look: "care", glyph: "call", "aria-expanded": "false" });
    this.menuButton = bare("menu", "more", () => this.toggleMenu(), { "aria-expanded": "false", "aria-controls": "menu" });
    this.menu = h("div", { class: "menu", id: "menu", hidden: true },
      ["save", "print", "privacy", "restart", "delete"].map((word) => button(say(word), () => {
        this.toggleMenu(false);
        act[word]();
      })));
    return h("div", { class: "header", part: "header" },
      h("span", { class: "mark" }, icon("chat")),
      h("div", { class: "names" }, this.title, practice && h("p", { class: "soft" }, say("assistant"))),
      h("div", { class: "safety" }, this.helpButton,
        button(say("leave"), act.leave, { glyph: "leave", title: say("leave_hint") })),
      this.menuButton, !this.full && bare("minimize", "minimize", act.close), this.menu);
  }

  /** Puts launcher and panel into the top layer, where no z-index, transform or overflow of the page reaches. */
  mount(root) {
    root.replaceChildren(...[this.launcher, this.panel].filter(Boolean));
    dress(root);
    this.root = root;
    if (this.launcher && this.launcher.showPopover) this.launcher.showPopover();
  }

  darken(dark) {
    for (const part of [this.launcher, this.panel]) if (part) part.classList.toggle("dark", dark);
  }

  /** Shows the panel: modal over the whole screen of a phone, beside the page elsewhere. */
  raise() {
    const { panel, full } = this;
    this.shown = true;
    panel.classList.add("shown");
    if (full) return;
    this.modal = this.phone.matches && Boolean(panel.showModal);
    panel.classList.toggle("phone", this.phone.matches);
    if (this.modal) {
      panel.showModal();
      this.unlock = pageRules("html { overflow: hidden !important; }");
    } else if (panel.showPopover) panel.showPopover();
    this.launcher.hidden = true;
    // Showing a dialog takes the focus to its first button; a reload must not, and the person's way leads to a heading.
    if (this.root.activeElement) this.root.activeElement.blur();
    this.fit();
  }

  lower() {
    const { panel } = this;
    this.shown = false;
    panel.classList.remove("shown");
    if (this.unlock) this.unlock();
    this.unlock = null;
    if (panel.open) panel.close();
    else if (panel.hidePopover) panel.hidePopover();
    this.launcher.hidden = false;
  }

  /** The window passed between phone size and desktop size. */
  refit() {
    if (!this.shown || this.full) return;
    const focused = this.root.activeElement;
    this.lower();
    this.raise();
    if (focused) focused.focus();
  }

  /** Keeps the panel within what is seen above an on-screen keyboard. True if a keyboard is open. */
  fit() {
    const view = window.visualViewport;
    // Zoomed by pinching: the person moves about in the panel.
    if (!view || view.scale > 1.01) return false;
    const keyboard = window.innerHeight - view.height > 80;
    const top = this.full ? Math.max(0, this.root.host.getBoundingClientRect().top) : 0;
    const { style, classList } = this.panel;
    classList.toggle("tight", keyboard);
    style.setProperty("--top", `${view.offsetTop}px`);
    if (keyboard || !this.full) style.setProperty("--height", `${view.height - top}px`);
    else style.removeProperty("--height");
    return keyboard;
  }

  /** Esc, or the back gesture of a phone: closes what was opened last. */
  stepBack() {
    if (this.menu.hidden) return this.act.back();
    this.toggleMenu(false);
    return this.menuButton.focus();
  }

  toggleMenu(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", String(open));
    if (open) this.menu.firstElementChild.focus();
  }

  showUnread(count) {
    if (this.launcher) this.chatOpener.lastChild.textContent = count ? this.say("unread", { count }) : this.say("open");
  }

  /** Shows one view: a sheet on top (help, privacy, a question), or the chat, or what comes before it. */
  arrange(side, chatting) {
    this.sheet.hidden = !side;
    this.chat.hidden = Boolean(side) || !chatting;
    this.start.hidden = Boolean(side) || chatting;
    this.menuButton.hidden = !chatting;
    this.helpButton.setAttribute("aria-expanded", String(side === "help"));
  }

  /** Fills a view; if the person is using the chat, takes the focus to its heading, so that it is read from the start. */
  fill(view, heading, nodes) {
    const title = h(this.full ? "h2" : "h3", { tabindex: "-1" }, heading);
    const focused = this.root.activeElement;
    view.replaceChildren(title, ...nodes.flat().filter(Boolean));
    view.scrollTop = 0;
    // What comes late from the server must not take the focus from somebody who has gone to "Help now" meanwhile.
    const elsewhere = view === this.start && focused && focused.closest(".header") && focused.getClientRects().length;
    if (this.shown && this.engaged && !elsewhere) title.focus();
  }

  /** Says it to screen readers; nothing is said while the panel is minimized, for then the region is not there. */
  announce(...lines) {
    const node = h("p", {}, lines.filter(Boolean).map((line) => [line, " "]));
    this.announcer.append(node);
    setTimeout(() => node.remove(), 20000);
  }
}

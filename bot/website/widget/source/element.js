const COLORS = ["accent", "on-accent", "surface", "ink"].flatMap((name) => [name, `${name}-dark`]);

/**
 * <practice-chat>. Attributes: api (base address of the website process; the page's own origin if absent), practice,
 * language, dir, theme (light | dark; else the system's), COLORS, full-page, leave-to (address of "Leave quickly"), idle-minutes.
 * Its children are the help numbers as plain links: they work before this script has run, and if it never does.
 */
class PracticeChat extends HTMLElement {
  static get observedAttributes() {
    return ["api", "practice", "language", "dir", "theme", "full-page", ...COLORS];
  }

  connectedCallback() {
    this.restart();
  }

  disconnectedCallback() {
    this.chat.end();
    this.chat = null;
  }

  attributeChangedCallback(name, before, after) {
    // Set from here: a strict style-src would refuse a style attribute in the snippet.
    if (COLORS.includes(name)) return this.style.setProperty(`--practice-chat-${name}`, after);
    if (!this.chat || before === after) return;
    if (name === "theme" && this.chat.dark) this.chat.applyTheme();
    else this.restart();
  }

  restart() {
    if (this.chat) this.chat.end();
    this.chat = new Chat(this);
    this.chat.begin();
  }

  open() {
    this.chat.open();
  }

  close() {
    this.chat.close();
  }

  openHelp() {
    this.chat.openHelp();
  }
}

if (!customElements.get("practice-chat")) customElements.define("practice-chat", PracticeChat);

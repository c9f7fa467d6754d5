// The elements of a page that show the chat, and which of them does.

const OPTIONS = ["api", "practice", "language", "dir", "theme", "full-page"];
// Where a page may hold no element that HTML does not know: a plain one, with "data-" before each attribute.
const PLAIN = `[data-practice-chat]:not(${BUTTONS})`;

/** The chats of this page by the element that each stands in, in the order of their coming. */
const CHATS = new Map();

/**
 * However many elements a page has, they are one conversation, and one of them shows it: one that can be seen before one in a
 * part of the page that is hidden, one that fills its place before one that floats. Beside one that fills its place, one
 * that floats has the buttons that lead there. Any others are silent.
 */
function settle() {
  for (const [host, chat] of CHATS) {
    if (host.isConnected) continue;
    chat.end();
    CHATS.delete(host);
  }
  for (const host of document.querySelectorAll(PLAIN)) if (!CHATS.has(host)) CHATS.set(host, new Chat(host));
  const rank = ({ host, options: { full } }) => 2 * Boolean(host.getClientRects().length) + full;
  const [leader, ...others] = [...CHATS.values()].sort((one, other) => rank(other) - rank(one));
  if (!leader) return;
  const guide = leader.options.full && others.find(({ options: { full } }) => !full);
  const roles = [[leader, "lead"], ...others.map((chat) => [chat, chat === guide ? "guide" : "silent"])];
  const changed = roles.filter(([chat, role]) => chat.role !== role);
  changed.forEach(([chat]) => chat.role && chat.end());
  for (const [{ host }, role] of changed) {
    const chat = new Chat(host, role, () => CHATS.get(leader.host));
    CHATS.set(host, chat);
    chat.begin();
  }
}

function renew(host) {
  const chat = CHATS.get(host);
  if (chat && chat.role) chat.end();
  CHATS.set(host, new Chat(host));
  settle();
}

/**
 * <practice-chat>. Attributes: api (base address of the website process; where the script is from if absent), practice,
 * language, dir, theme (light | dark; else the system's), COLORS, full-page, leave-to (address of "Leave quickly"), idle-minutes.
 * Its children are the help numbers as plain links: they work before this script has run, and if it never does.
 */
class PracticeChat extends HTMLElement {
  static get observedAttributes() {
    return [...OPTIONS, ...COLORS];
  }

  get chat() {
    return CHATS.get(this);
  }

  connectedCallback() {
    renew(this);
  }

  disconnectedCallback() {
    settle();
  }

  attributeChangedCallback(name, before, after) {
    // Set from here: a strict style-src would refuse a style attribute in the snippet.
    if (COLORS.includes(name)) return this.style.setProperty(`--practice-chat-${name}`, after);
    if (!this.chat || before === after) return;
    if (name === "theme" && this.chat.dark) this.chat.applyTheme();
    else renew(this);
  }
}
for (const act of ["open", "close", "openHelp"]) PracticeChat.prototype[act] = function perform() { this.chat.leader()[act](); };

/** Tells whoever looks into the console what a snippet lacks. */
function lookThrough() {
  const tell = (line) => console.warn(`practice-chat: ${line}`);
  if (!CHATS.size) tell("no <practice-chat> and no <div data-practice-chat> on this page (yet).");
  for (const host of CHATS.keys()) {
    if (!host.querySelector("a[href^='tel:']")) tell("no numbers inside, for when the chat does not come.");
  }
}

// A page, or an optimizing plugin, may load the script twice.
if (!customElements.get("practice-chat")) {
  customElements.define("practice-chat", PracticeChat);
  const look = () => {
    const plain = [...document.querySelectorAll(PLAIN)];
    if (plain.some((host) => !CHATS.has(host)) || [...CHATS.keys()].some((host) => !host.isConnected)) settle();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
  window.addEventListener("resize", settle);
  if (document.readyState === "complete") lookThrough();
  else window.addEventListener("load", lookThrough);
}

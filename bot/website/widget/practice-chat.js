/**
 * <practice-chat>: the assistant of a therapy practice, as one element on the practice's own page.
 *
 *   <practice-chat api="https://chat.example" practice="Harbor Lane Therapy" language="en">
 *     ... help numbers as plain links: they work before this script runs, and if it never does ...
 *   </practice-chat>
 *   <script defer src="https://chat.example/widget/practice-chat.js"></script>
 *
 * Attributes: api (base address of the website process; the page's own origin if absent), practice, language,
 * theme (light | dark; else the system's choice), full-page, leave-to (address of "Leave quickly"), idle-minutes.
 * Style it with --practice-chat-* custom properties and ::part(launcher | panel | header | help | message | ...).
 * Nothing is kept beyond the tab (sessionStorage). No markup is ever parsed from text: nodes are built one by one.
 */
(() => {
  "use strict";

  // Times in milliseconds. The server gives up on Rasa after 3 s, so an answer after LATE is a fault.
  const LATE = 6000;
  const TIMEOUT = 12000;
  const BACKOFF = [1000, 3000, 8000];
  const LONGEST_WAIT = 120000;
  const IDLE_MINUTES = 30;
  const WARNING_MINUTES = 2;
  const LEAVE_TO = "https://www.google.com/";
  const PHONE_SIZED = "(max-width: 34em), (max-height: 30em)";

  // The English words stand here too, so that help can be shown with no server. Same as strings/en.json (tested).
  const ENGLISH = {
    dir: "ltr",
    region: "Chat and help",
    open: "Ask a question",
    unread: "Open the chat: {count} new",
    help: "Help now",
    leave: "Leave quickly",
    leave_hint: "Clears the chat and goes to another website at once",
    assistant: "Automated assistant",
    minimize: "Minimize the chat",
    menu: "More",
    save: "Save a copy",
    print: "Print",
    restart: "Start again",
    delete: "Delete this chat",
    privacy: "Privacy notice",
    notice_title: "Before you start",
    notice_changed: "This notice has changed. Please read it again.",
    agree: "I agree, start the chat",
    loading: "One moment, please.",
    retry: "Try again",
    start_failed: "The chat is not working right now",
    start_failed_text: "You can try again in a moment. You can also reach people here:",
    start_busy: "Many people are writing at once. Please try again {when}. You can also reach people here:",
    log: "Conversation",
    you: "You",
    bot: "Assistant",
    input: "Your message",
    placeholder: "Write your question",
    send: "Send",
    reminder: "Nobody watches this chat. In danger? Call {number}.",
    reminder_plain: "Nobody watches this chat.",
    choices: "Choose an answer",
    typing: "The assistant is writing",
    sending: "Sending",
    queued: "Waiting to be sent",
    offline: "You are offline. This will be sent when you are back online.",
    waiting: "Not sent yet. Next try {when}.",
    busy: "Too many messages at once. Next try {when}.",
    failed: "Not sent.",
    refused: "This message could not be sent. Please write it in another way.",
    too_long: "This message is too long. Please make it shorter.",
    undelivered: "Your message has not got through. If it cannot wait, please reach out here:",
    late: "The answer is taking too long. If it cannot wait, please reach out here:",
    no_answer: "No answer came back. If it cannot wait, please reach out here:",
    arrived: "Your message has got through now. These people are still here for you:",
    offline_bar: "You are offline. What you write is kept here and sent when you are back. Phone numbers still work.",
    online: "You are back online.",
    expired: "The last chat had ended. This is a new one.",
    idle_warning: "Are you still there? To keep what you wrote private, this chat clears itself {when}.",
    idle_keep: "Keep the chat",
    idle_cleared: "The chat was cleared because nobody had used it for {minutes} minutes.",
    deleted: "The chat was deleted.",
    delete_title: "Delete this chat?",
    delete_text: "It will be removed from this browser and from the practice's system. You cannot get it back.",
    delete_yes: "Delete it",
    delete_failed: "The chat could not be deleted just now. Please try again.",
    restart_title: "Start again?",
    restart_text: "This chat will be deleted, and a new one will begin.",
    restart_yes: "Start again",
    keep: "Keep it",
    back: "Back",
    help_danger: "If you or someone else may be in danger, call now:",
    help_people: "People you can talk to",
    help_practice: "Call the practice",
    help_none: "Call your local emergency number, or go to the nearest emergency room.",
    call: "Call {number}",
    text: "Text {number}",
    text_word: "Text {word} to {number}",
    website: "Go to website",
    new_tab: "opens in a new tab",
    copy_title: "Conversation with the assistant of {practice}",
    copy_plain: "Conversation with the assistant",
    no_script: "The chat needs JavaScript, which is turned off here. You can still use these numbers.",
  };

  /* ---------- Building nodes ---------- */

  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    chat: "M4 5.5h16v11H10l-4.5 4v-4H4z",
    help: "M6.5 3.5l3 .5 1 4-2 1.5a12 12 0 0 0 6 6l1.5-2 4 1 .5 3a2 2 0 0 1-2 2A16 16 0 0 1 4.5 5.5a2 2 0 0 1 2-2z",
    leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    more: "M5 12h.01M12 12h.01M19 12h.01",
    minimize: "M6 9.5l6 6 6-6",
    send: "M5 12h13M12.5 6l6 6-6 6",
    text: "M4 5.5h16v11H10l-4.5 4v-4H4zM8 9.5h8M8 12.5h5",
    web: "M9 5H5v14h14v-4M13 5h6v6M19 5l-8 8",
    back: "M14 6l-6 6 6 6",
  };

  /** An element with attributes (on*: listeners; true: empty attribute; null or false: left out) and children. */
  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(name, value === true ? "" : value);
      }
    }
    element.append(...children.flat(3).filter((child) => child || child === 0));
    return element;
  }

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", `icon icon-${name}`);
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const hidden = (text) => h("span", { class: "hidden" }, text);

  /* ---------- Links and restricted markdown ---------- */

  /** The address if a person may be sent there, else null. */
  function safeLink(address) {
    return /^(https:\/\/|tel:[\d+]|sms:[\d+]|mailto:)[^\s<>"]*$/i.test(address || "") ? address : null;
  }

  function link(address, attributes, ...children) {
    const outside = /^https:/i.test(address);
    return h("a", { href: address, ...(outside ? { target: "_blank", rel: "noopener noreferrer" } : {}), ...attributes },
      children);
  }

  const digits = (shown) => ((shown || "").match(/\+?\d[\d\s().-]*/) || [""])[0].replace(/[^\d+]/g, "");

  // **bold**, [text](address), bare https addresses, and telephone numbers as written in North America or with +.
  const INLINE = new RegExp([
    "\\*\\*(.+?)\\*\\*",
    "\\[([^\\]]+)\\]\\(([^)\\s]+)\\)",
    "(https://[^\\s<>()]*[^\\s<>().,;:!?])",
    "((?:\\+?1[ -])?(?:\\(\\d{3}\\) ?|\\d{3}-)\\d{3}-\\d{4}|\\+\\d[\\d ()-]{6,16}\\d)",
  ].join("|"), "g");

  function inline(text) {
    const nodes = [];
    let done = 0;
    for (const match of text.matchAll(INLINE)) {
      const [whole, bold, label, address, url, phone] = match;
      nodes.push(text.slice(done, match.index));
      done = match.index + whole.length;
      if (bold) nodes.push(h("strong", {}, inline(bold)));
      else if (label) nodes.push(safeLink(address) ? link(address, {}, label) : label);
      else if (url) nodes.push(link(url, {}, url));
      else nodes.push(link(`tel:${digits(phone)}`, { class: "number" }, phone));
    }
    nodes.push(text.slice(done));
    return nodes;
  }

  const ITEM = /^\s*(?:[-*\u2022]|(\d+)[.)])\s+/;

  /** Paragraphs and lists of a text, as nodes. */
  function prose(text) {
    const nodes = [];
    for (const block of String(text || "").trim().split(/\n\s*\n/)) {
      let open = null;
      for (const line of block.split("\n")) {
        const item = line.match(ITEM);
        const tag = item ? (item[1] ? "OL" : "UL") : "P";
        if (!open || open.tagName !== tag) nodes.push(open = h(tag));
        else if (tag === "P") open.append(h("br"));
        if (item) open.append(h("li", {}, inline(line.replace(ITEM, ""))));
        else open.append(...inline(line));
      }
    }
    return nodes;
  }

  /* ---------- Help: one shape, from the page's own links or from the server ---------- */

  /**
   * Help as {emergency: {label, href}, people: [{name, hours, note, ways}], practice: {name, label, href}};
   * a way is {kind: call | text | web, label, href}.
   */
  function helpFromServer(answer, say) {
    const practice = typeof answer.practice === "string" ? { name: answer.practice } : answer.practice || {};
    const phone = answer.phone || practice.phone;
    return {
      emergency: callTo(answer.emergency_number, say),
      people: (answer.contacts || []).map((contact) => contactFromServer(contact, say)),
      practice: phone ? { name: practice.name, ...callTo(phone, say) } : null,
    };
  }

  function callTo(shown, say) {
    return digits(shown) ? { kind: "call", label: say("call", { number: shown }), href: `tel:${digits(shown)}` } : null;
  }

  function contactFromServer(contact, say) {
    const ways = [];
    const add = (kind, label, href) => safeLink(href) && ways.push({ kind, label, href });
    if (contact.phone) add("call", say("call", { number: contact.phone }), contact.tel_link || `tel:${digits(contact.phone)}`);
    if (contact.sms) {
      const href = contact.sms_link || `sms:${digits(contact.sms)}`;
      const word = decodeURIComponent((href.match(/[?&]body=([^&]*)/) || ["", ""])[1]);
      add("text", say(word ? "text_word" : "text", { word, number: digits(contact.sms) || contact.sms }), href);
    }
    if (contact.url) add("web", say("website"), contact.url);
    return { name: contact.name, hours: contact.hours, note: contact.note, ways };
  }

  /** Reads the links a page carries inside <practice-chat> (see pages/snippet.html). */
  function helpFromPage(host) {
    const ways = (node) => [...node.querySelectorAll("a[href]")].filter((a) => safeLink(a.getAttribute("href"))).map((a) => ({
      kind: { t: "call", s: "text" }[a.getAttribute("href")[0].toLowerCase()] || "web",
      label: a.textContent.trim(),
      href: a.getAttribute("href"),
    }));
    const textOf = (node, selector) => (node.querySelector(selector) || { textContent: "" }).textContent.trim();
    const practice = host.querySelector("[data-practice]");
    const emergency = host.querySelector("[data-emergency]");
    return {
      emergency: (emergency && ways(emergency)[0]) || null,
      people: [...host.querySelectorAll("li")].map((item) => ({
        name: textOf(item, "strong"), hours: "", note: textOf(item, "small"), ways: ways(item),
      })).filter((contact) => contact.ways.length),
      practice: practice && ways(practice)[0] ? { name: textOf(practice, "strong"), ...ways(practice)[0] } : null,
    };
  }

  /* ---------- The website process ---------- */

  /** Why a call did not work. kind: network, late, empty, busy, expired, notice, long, refused, broken. */
  class Trouble extends Error {
    constructor(kind, details = {}) {
      super(kind);
      Object.assign(this, { kind, wait: null, body: null }, details);
    }
  }

  const TROUBLE_OF_STATUS = { 401: "expired", 409: "notice", 413: "long", 422: "long", 429: "busy" };

  class Service {
    constructor(base, language) {
      this.base = base.replace(/\/+$/, "");
      this.language = language;
    }

    help() { return this.call("GET", "/api/help"); }

    words() { return this.call("GET", `/widget/strings/${encodeURIComponent(this.language)}.json`, { timeout: 4000 }); }

    async notice(signal) {
      const notice = await this.call("GET", "/api/notice", { signal });
      if (!notice.version || !notice.text) throw new Trouble("empty");
      return notice;
    }

    async start(version, signal) {
      const started = await this.call("POST", "/api/conversations", { body: { notice: version }, signal });
      if (!started.token) throw new Trouble("empty");
      return started;
    }

    send(token, message, signal) { return this.call("POST", "/api/messages", { token, body: message, signal }); }

    transcript(token) { return this.call("GET", "/api/conversations/transcript", { token, read: "text" }); }

    remove(token, keepalive = false) { return this.call("DELETE", "/api/conversations", { token, keepalive, read: "text" }); }

    async call(method, path, { token, body, signal, keepalive = false, read = "json", timeout = TIMEOUT } = {}) {
      const control = new AbortController();
      const stop = () => control.abort();
      const timer = setTimeout(stop, timeout);
      if (signal) signal.addEventListener("abort", stop);
      const headers = { "Accept-Language": this.language };
      if (body) headers["Content-Type"] = "application/json";
      if (token) headers.Authorization = `Bearer ${token}`;
      try {
        const response = await fetch(this.base + path, {
          method, headers, keepalive, body: body && JSON.stringify(body), signal: control.signal,
          credentials: "omit", cache: method === "GET" && token ? "no-store" : "default", referrerPolicy: "no-referrer",
        });
        if (!response.ok) throw await troubleOf(response);
        return read === "text" ? await response.text() : (await readJson(response)) || {};
      } catch (error) {
        if (error instanceof Trouble) throw error;
        throw new Trouble(signal && signal.aborted ? "stopped" : control.signal.aborted ? "late" : "network");
      } finally {
        clearTimeout(timer);
        if (signal) signal.removeEventListener("abort", stop);
      }
    }
  }

  async function readJson(response) {
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Trouble("empty");
    }
  }

  async function troubleOf(response) {
    const after = response.headers.get("Retry-After");
    const seconds = after === null ? NaN : /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    const kind = TROUBLE_OF_STATUS[response.status] || (response.status < 500 ? "refused" : "broken");
    return new Trouble(kind, {
      status: response.status,
      wait: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : null,
      body: kind === "notice" ? await response.json().catch(() => null) : null,
    });
  }

  /* ---------- What the tab remembers ---------- */

  /** The conversation of this tab; falls back to memory where sessionStorage is refused. */
  class Memory {
    constructor(key) {
      this.key = key;
      this.reset();
    }

    reset(keep = {}) {
      this.state = { id: uuid(), token: null, expires: null, notice: null, entries: [], open: false, draft: "", active: Date.now(), ...keep };
    }

    load(idle) {
      try {
        const state = JSON.parse(sessionStorage.getItem(this.key));
        const alive = state && Date.now() - state.active < idle && !(state.expires && Date.now() > state.expires);
        if (alive) this.state = state;
        else this.clear();
      } catch (error) {
        this.reset();
      }
    }

    save() {
      try {
        sessionStorage.setItem(this.key, JSON.stringify(this.state));
      } catch (error) { /* Storage is full or refused: the conversation goes on in memory. */ }
    }

    clear(keep) {
      this.reset(keep);
      try {
        sessionStorage.removeItem(this.key);
      } catch (error) { /* Nothing was stored. */ }
    }
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, place) =>
      (place === 6 ? (byte & 15) | 64 : place === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const sleep = (milliseconds, wakers) => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wakers.add(() => { clearTimeout(timer); resolve(); });
  });

  /* ---------- Style ---------- */

  const DARK = `
    --surface: var(--practice-chat-surface-dark, #171c1d); --raised: #22292a; --sunk: #1d2324;
    --ink: var(--practice-chat-ink-dark, #eceae5); --soft: #b3bab7; --line: #3a4443; --edge: #7d8987;
    --accent: var(--practice-chat-accent-dark, #93d1c7); --on-accent: var(--practice-chat-on-accent-dark, #0d2a27);
    --mine: #24423f; --care: #f4b795; --care-ground: #3a2a22; --care-line: #6b4a39; --on-care: #33190b;
    --shadow: 0 .6em 2.5em rgba(0, 0, 0, .55);
    color-scheme: dark;`;

  const STYLE = `
    :host {
      all: initial !important;
      display: block !important;
      color-scheme: light;
      --surface: var(--practice-chat-surface, #fbf8f3); --raised: #fff; --sunk: #f3eee6;
      --ink: var(--practice-chat-ink, #22302e); --soft: #55635f; --line: #e4ddd1; --edge: #7a8784;
      --accent: var(--practice-chat-accent, #1d5c57); --on-accent: var(--practice-chat-on-accent, #fff);
      --mine: #dcebe7; --care: #8f3d14; --care-ground: #fdf1e8; --care-line: #eccdb6; --on-care: #fff;
      --shadow: 0 .6em 2.5em rgba(32, 44, 42, .22);
      --radius: var(--practice-chat-radius, 18px);
    }
    @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
    :host([theme="dark"]) { ${DARK} }
    :host([full-page]) { position: relative !important; height: var(--practice-chat-height, 100vh) !important; }
    @supports (height: 100dvh) { :host([full-page]) { height: var(--practice-chat-height, 100dvh) !important; } }
    @media print { :host { display: none !important; } }

    *, ::before, ::after { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .launcher, .panel {
      font: 400 1em/1.5 var(--practice-chat-font, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
      color: var(--ink); text-align: start; -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
    }
    h1, h2, h3, h4, p, ul, ol { margin: 0; padding: 0; font-size: 1em; }
    button, textarea { font: inherit; color: inherit; margin: 0; }
    button { cursor: pointer; touch-action: manipulation; }
    a { color: var(--accent); text-underline-offset: .15em; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .icon { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
      stroke-linecap: round; stroke-linejoin: round; }
    .icon-more { stroke-width: 3; }
    [dir="rtl"] .icon-send, [dir="rtl"] .icon-back, [dir="rtl"] .icon-leave, [dir="rtl"] .icon-web { transform: scaleX(-1); }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    [tabindex="-1"]:focus { outline: none; }

    .button {
      display: inline-flex; align-items: center; justify-content: center; gap: .5em; min-height: max(2.75em, 44px); min-width: 44px;
      padding: .4em 1.1em; border: 1px solid var(--edge); border-radius: 99em; background: var(--raised); color: var(--ink);
      font-weight: 600; line-height: 1.25; text-align: center; text-decoration: none;
    }
    .button:hover { border-color: var(--accent); background: var(--sunk); }
    .button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .button.care { background: var(--care-ground); border-color: var(--care); color: var(--care); }
    .button.care:hover, .button.care[aria-expanded="true"] { background: var(--care); color: var(--on-care); }
    .button.round { padding: 0; width: max(2.75em, 44px); border-color: transparent; background: transparent; }
    .button.main:hover { filter: brightness(1.1); }
    .button:disabled { opacity: .6; cursor: default; }

    .launcher {
      position: fixed; inset: auto; z-index: 2147483000; margin: 0; padding: 0; border: 0; background: none; overflow: visible;
      inset-block-end: calc(var(--practice-chat-offset, 20px) + env(safe-area-inset-bottom, 0px));
      inset-inline-end: calc(var(--practice-chat-offset, 20px) + env(safe-area-inset-right, 0px));
      display: flex; flex-wrap: wrap; justify-content: flex-end; gap: .6em; max-width: calc(100vw - 24px);
    }
    .launcher .button { min-height: 3.25em; padding-inline: 1.25em; box-shadow: var(--shadow); }

    .panel {
      position: fixed; inset: auto; z-index: 2147483001; margin: 0; padding: 0; overflow: hidden;
      inset-block-end: calc(var(--practice-chat-offset, 20px) + env(safe-area-inset-bottom, 0px));
      inset-inline-end: calc(var(--practice-chat-offset, 20px) + env(safe-area-inset-right, 0px));
      width: var(--practice-chat-width, 25.5em); max-width: calc(100vw - 40px);
      height: 42em; max-height: calc(100vh - 40px);
      border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow);
      flex-direction: column; display: none;
    }
    .panel[data-open] { display: flex; }
    .panel.phone {
      inset: 0; top: var(--top, 0); bottom: auto; width: 100%; max-width: none; height: var(--height, 100%); max-height: none;
      border: 0; border-radius: 0; box-shadow: none;
      padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) 0 env(safe-area-inset-left, 0px);
    }
    .panel.full {
      position: absolute; inset: 0; z-index: auto; width: 100%; max-width: none; height: var(--height, 100%); max-height: none;
      border: 0; border-radius: 0; box-shadow: none;
    }
    .phone::backdrop { background: var(--surface); }
    .opening { animation: rise .18s ease-out; }
    @keyframes rise { from { opacity: 0; transform: translateY(.75em); } }

    .header { flex: none; background: var(--raised); border-block-end: 1px solid var(--line); position: relative; z-index: 2; }
    .bar, .safety { display: flex; align-items: center; gap: .5em; }
    .bar { padding: .8em .6em .2em 1em; }
    .mark { display: grid; place-items: center; width: 2.5em; height: 2.5em; flex: none; border-radius: 50%;
      background: var(--accent); color: var(--on-accent); }
    .names { flex: 1; min-width: 0; }
    .title { font-weight: 650; line-height: 1.3; overflow-wrap: anywhere; }
    .sub { color: var(--soft); font-size: .85em; line-height: 1.3; }
    .safety { padding: .5em 1em .75em; flex-wrap: wrap; }
    .safety .button { flex: 1 1 auto; padding-inline: .9em; }

    .menu { position: absolute; inset-inline-end: .8em; inset-block-start: 3.4em; min-width: 13em; padding: .4em; display: grid;
      background: var(--raised); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); }
    .menu .button { justify-content: flex-start; border-color: transparent; border-radius: 10px; font-weight: 400; background: none; }
    .menu .button:hover { background: var(--sunk); }

    .banner { flex: none; padding: .7em 1em; background: var(--care-ground); border-block-end: 1px solid var(--care-line); font-size: .94em; }
    .banner .button { margin-block-start: .6em; }

    .view { flex: 1; min-height: 0; display: flex; flex-direction: column; overflow: auto; overscroll-behavior: contain; }
    .sheet { padding: 1.25em 1.25em calc(1.25em + env(safe-area-inset-bottom, 0px)); gap: .9em; }
    .sheet > * { flex: none; }
    .sheet h3 { font-size: 1.3em; line-height: 1.25; font-weight: 650; }
    .sheet h4 { font-weight: 650; margin-block-start: .4em; }
    .prose { display: grid; gap: .7em; overflow-wrap: anywhere; }
    .prose ul, .prose ol { padding-inline-start: 1.3em; display: grid; gap: .3em; }
    .number { white-space: nowrap; }
    .row { display: flex; flex-wrap: wrap; gap: .6em; }
    .row .button { flex: 1 1 auto; }

    .chat { overflow: hidden; }
    .log { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; padding: 1.1em 1em; display: flex; flex-direction: column;
      gap: .55em; scroll-padding: 1em; }
    .log:focus-visible { outline-offset: -3px; }
    .entry { display: flex; flex-direction: column; align-items: flex-start; gap: .35em; flex: none; }
    .entry.mine { align-items: flex-end; margin-block: .5em; }
    .bubble { max-width: 88%; padding: .7em 1em; border-radius: 1.15em; border: 1px solid var(--line); background: var(--raised);
      border-end-start-radius: .35em; }
    .mine .bubble { background: var(--mine); border-color: transparent; white-space: pre-wrap; overflow-wrap: anywhere;
      border-end-start-radius: 1.15em; border-end-end-radius: .35em; }
    .status { display: flex; align-items: center; justify-content: flex-end; flex-wrap: wrap; gap: .5em; color: var(--soft);
      font-size: .88em; text-align: end; }
    .entry.sending .status { animation: appear .3s .8s both; }
    @keyframes appear { from { opacity: 0; } }
    .mine.failed .bubble, .mine.waiting .bubble, .mine.queued .bubble { border: 1px dashed var(--edge); }
    .failed .status { color: var(--care); font-weight: 600; }
    .note { align-self: center; align-items: center; max-width: 90%; margin-block: .6em; color: var(--soft); font-size: .88em; text-align: center; }
    .choices { display: flex; flex-wrap: wrap; gap: .5em; padding-block-start: .3em; }
    .choices .button { font-weight: 500; border-color: var(--accent); color: var(--accent); text-align: start; background: var(--surface); }
    .choices .button:hover { background: var(--mine); color: var(--ink); }
    .typing { display: flex; gap: .3em; padding: .9em 1em; border-radius: 1.15em; background: var(--raised); border: 1px solid var(--line); width: max-content; }
    .typing i { width: .5em; height: .5em; border-radius: 50%; background: var(--soft); animation: breathe 1.4s infinite ease-in-out; }
    .typing i:nth-child(2) { animation-delay: .2s; }
    .typing i:nth-child(3) { animation-delay: .4s; }
    @keyframes breathe { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }

    .aid { align-self: stretch; width: 100%; display: grid; gap: .8em; padding: 1em; text-align: start; background: var(--care-ground);
      border: 1px solid var(--care-line); border-radius: 1.15em; }
    .emergency { width: 100%; background: var(--care); border-color: var(--care); color: var(--on-care); font-size: 1.1em; }
    .emergency:hover { background: var(--care); filter: brightness(1.1); }
    .cards { list-style: none; display: grid; gap: .6em; }
    .card { display: grid; gap: .3em; padding: .85em 1em; background: var(--raised); border: 1px solid var(--line); border-radius: 14px; }
    .card-name { font-weight: 650; line-height: 1.3; }
    .card-hours, .card-note { color: var(--soft); font-size: .9em; line-height: 1.4; }
    .ways { display: flex; flex-wrap: wrap; gap: .5em; margin-block-start: .35em; }
    .ways .button { padding-inline: .9em; border-color: var(--accent); color: var(--accent); }

    .composer { flex: none; padding: .7em .8em calc(.6em + env(safe-area-inset-bottom, 0px)); background: var(--raised); border-block-start: 1px solid var(--line); }
    .field { display: flex; align-items: flex-end; gap: .5em; }
    .input { flex: 1; min-width: 0; min-height: max(2.9em, 46px); max-height: 8em; padding: .65em 1em; resize: none; border: 1px solid var(--edge);
      border-radius: 1.4em; background: var(--surface); color: var(--ink); font-size: max(1em, 16px); line-height: 1.4; overflow-y: auto; }
    .input::placeholder { color: var(--soft); opacity: 1; }
    .input:focus-visible { outline-offset: 0; }
    .send { flex: none; width: max(2.9em, 46px); height: max(2.9em, 46px); padding: 0; }
    .reminder { padding: .5em .5em 0; color: var(--soft); font-size: .82em; text-align: center; line-height: 1.4; }
    .reminder a { color: var(--care); font-weight: 600; display: inline-block; padding-block: .25em; }

    .full .header > *, .full .sheet, .full .composer > *, .full .log > *, .full .banner > * {
      width: 100%; max-width: 46em; margin-inline: auto; }
    @media (max-height: 30em) {
      .panel:not(.full) .mark, .panel:not(.full) .sub, .reminder { display: none; }
      .header { display: flex; flex-wrap: wrap-reverse; align-items: center; }
      .bar { flex: 1 1 8em; padding: .3em .5em .3em 1em; }
      .safety { padding: .3em .5em; flex: 0 1 auto; flex-wrap: nowrap; }
      .composer { padding-block: .4em; }
      .log, .sheet { padding-block: .7em; }
    }
    @media (max-height: 20em) { .panel { overflow: auto; } .view, .log { overflow: visible; flex: none; } }
    @media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
    @media (forced-colors: active) {
      .button, .bubble, .card, .input, .panel, .aid { border: 1px solid CanvasText; }
      .button.main, .emergency { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: HighlightText; }
      a.button:not(.emergency) { color: LinkText; border-color: LinkText; }
      .mark { forced-color-adjust: none; background: Highlight; color: HighlightText; }
      .typing i { forced-color-adjust: none; background: CanvasText; }
      :focus-visible { outline-color: Highlight; }
    }`;

  function dress(root) {
    if ("adoptedStyleSheets" in Document.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      root.append(h("style", {}, STYLE)); // Browsers before 2023; a strict style-src then needs 'unsafe-inline'.
    }
  }

  /** Adds a rule to the page while something is shown; returns how to take it away. */
  function pageRule(rule) {
    if (!("adoptedStyleSheets" in Document.prototype)) return () => {};
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rule);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet); };
  }

  /* ---------- The element ---------- */

  /** One chat in one element; lives from the element's connection (or change of attributes) to its end. */
  class Chat {
    constructor(host) {
      this.host = host;
      this.bound = new AbortController();
      this.base = host.getAttribute("api") || location.origin;
      this.language = host.getAttribute("language") || "en";
      this.practice = host.getAttribute("practice") || "";
      this.full = host.hasAttribute("full-page");
      this.idle = (Number(host.getAttribute("idle-minutes")) || IDLE_MINUTES) * 60000;
      this.service = new Service(this.base, this.language);
      this.memory = new Memory(`practice-chat ${this.base}`);
      this.words = ENGLISH;
      this.say = (key, values = {}) => (this.words[key] || key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    }

    async begin() {
      if (this.language !== "en") {
        // Until the words are there the page's own links stay in view; without them English serves.
        await this.service.words().then((words) => { this.words = { ...ENGLISH, ...words }; }, () => {});
        if (this.bound.signal.aborted) return;
      }
      this.root = this.host.shadowRoot || this.host.attachShadow({ mode: "open" });
      try {
        this.build();
      } catch (error) {
        this.root.replaceChildren(h("slot")); // Whatever went wrong: the page's own help links stay in view.
        throw error;
      }
    }

    end() {
      this.bound.abort();
      this.endLife();
      clearInterval(this.clock);
      if (this.unlockPage) this.unlockPage();
      if (this.channel) this.channel.close();
      if (this.root) this.root.replaceChildren(h("slot"));
      this.panel = null;
    }

    /** Opens the chat. */
    open() {
      if (!this.panel || this.isOpen) return;
      this.memory.state.open = true;
      this.raise();
      if (this.memory.state.token) this.enterChat();
      else this.loadNotice();
      this.refreshHelp();
      this.touch();
    }

    /** Minimizes the chat to its two buttons. */
    close() {
      if (!this.isOpen || this.full) return;
      this.lower();
      this.side = null;
      this.memory.state.open = false;
      this.memory.save();
      this.updateLauncher();
      (this.opener || this.openButton).focus();
    }

    /** Opens straight on the help numbers; needs no consent and no server. */
    openHelp() {
      if (!this.isOpen) {
        this.raise();
        this.refreshHelp();
      }
      this.showHelp();
    }

    build() {
      const { root } = this;
      this.memory.load(this.idle);
      this.newLife();
      this.nodes = new Map();
      this.unread = 0;
      this.side = null;
      this.isOpen = false;
      const panel = this.buildPanel();
      const launcher = this.full ? null : this.buildLauncher();
      root.replaceChildren(...[launcher, panel].filter(Boolean));
      dress(root);
      this.launcher = launcher;
      this.panel = panel;
      if (launcher && launcher.showPopover) launcher.showPopover();
      this.bindPage();
      this.askOtherTabs();
      this.clock = setInterval(() => this.tick(), 5000);
      if (this.full || this.memory.state.open) this.open();
    }

    bindPage() {
      const on = (target, type, act) => target && target.addEventListener(type, act, { signal: this.bound.signal });
      on(window, "online", () => this.connectionChanged());
      on(window, "offline", () => this.connectionChanged());
      on(window, "pagehide", () => { if (!this.left) this.memory.save(); });
      on(window, "pageshow", (event) => { if (event.persisted) { this.host.restart(); } });
      on(document, "visibilitychange", () => this.tick());
      on(window.visualViewport, "resize", () => this.fitViewport());
      on(window.visualViewport, "scroll", () => this.fitViewport());
      this.phone = matchMedia(PHONE_SIZED);
      on(this.phone, "change", () => this.refit());
      this.connectionChanged(true);
    }

    newLife() {
      this.life = new AbortController();
      this.wakers = new Set();
      this.pumping = false;
    }

    endLife() {
      if (this.life) this.life.abort();
      this.wake();
    }

    wake() {
      const wakers = [...(this.wakers || [])];
      this.wakers && this.wakers.clear();
      wakers.forEach((wakeOne) => wakeOne());
    }

    /** A duplicated tab starts with a copy of the conversation: the younger copy gives way to the tab that has it. */
    askOtherTabs() {
      if (!("BroadcastChannel" in window)) return;
      this.channel = new BroadcastChannel("practice-chat");
      this.channel.onmessage = ({ data }) => {
        const { id, token } = this.memory.state;
        if (!token || data.id !== id) return;
        if (data.type === "ask") this.channel.postMessage({ type: "mine", id });
        else this.beginAnew({ open: this.isOpen });
      };
      if (this.memory.state.token) this.channel.postMessage({ type: "ask", id: this.memory.state.id });
    }

    /* ----- Frame: launcher, panel, header ----- */

    attributesOfLanguage() {
      return { lang: this.language, dir: this.host.getAttribute("dir") || this.words.dir || "ltr" };
    }

    button(label, act, { look = "", glyph = null, iconOnly = false, ...attributes } = {}) {
      return h("button", { type: "button", class: `button ${look}`, part: "button", onclick: act, ...attributes },
        glyph && icon(glyph), iconOnly ? hidden(label) : h("span", {}, label));
    }

    buildLauncher() {
      this.openButton = this.button(this.say("open"), () => { this.opener = this.openButton; this.open(); },
        { look: "main", glyph: "chat", "aria-haspopup": "dialog", "aria-expanded": "false" });
      this.openLabel = this.openButton.querySelector("span");
      this.helpOpener = this.button(this.say("help"), () => { this.opener = this.helpOpener; this.openHelp(); },
        { look: "care", glyph: "help", "aria-haspopup": "dialog", "aria-expanded": "false" });
      return h("div", { class: "launcher", part: "launcher", role: "region", "aria-label": this.say("region"),
        popover: "manual", ...this.attributesOfLanguage() }, this.helpOpener, this.openButton);
    }

    buildPanel() {
      this.start = h("div", { class: "view sheet", hidden: true });
      this.sheet = h("div", { class: "view sheet", hidden: true });
      this.chat = this.buildChat();
      this.offlineBanner = h("p", { class: "banner", hidden: true }, this.say("offline_bar"));
      this.idleBanner = h("div", { class: "banner", hidden: true });
      this.announcer = h("div", { class: "hidden", role: "status", "aria-live": "polite", "aria-atomic": "false" });
      const panel = h(this.full ? "section" : "dialog", {
        class: this.full ? "panel full" : "panel", part: "panel", "aria-labelledby": "title",
        popover: this.full ? null : "manual", onkeydown: (event) => this.keyPressed(event),
        ...this.attributesOfLanguage(),
      }, this.buildHeader(), this.offlineBanner, this.idleBanner, this.start, this.chat, this.sheet, this.announcer);
      panel.addEventListener("cancel", (event) => { event.preventDefault(); this.stepBack(); });
      panel.addEventListener("close", () => this.close());
      for (const type of ["input", "click", "keydown"]) panel.addEventListener(type, () => this.touch());
      return panel;
    }

    buildHeader() {
      const name = this.practice;
      this.heading = h(this.full ? "h1" : "h2", { id: "title", class: "title", tabindex: "-1" }, name || this.say("assistant"));
      this.helpButton = this.button(this.say("help"), () => (this.side === "help" ? this.leaveSide() : this.showHelp()),
        { look: "care", glyph: "help", "aria-expanded": "false" });
      this.menuButton = this.button(this.say("menu"), () => this.toggleMenu(),
        { look: "round", glyph: "more", iconOnly: true, "aria-expanded": "false", "aria-controls": "menu", title: this.say("menu") });
      const choice = (word, act) => this.button(this.say(word), () => { this.toggleMenu(false); act(); });
      this.menu = h("div", { class: "menu", id: "menu", hidden: true },
        choice("save", () => this.saveCopy()), choice("print", () => this.print()),
        choice("privacy", () => this.showPrivacy()), choice("restart", () => this.confirm("restart", () => this.restart())),
        choice("delete", () => this.confirm("delete", () => this.deleteChat())));
      return h("div", { class: "header", part: "header" },
        h("div", { class: "bar" }, h("span", { class: "mark" }, icon("chat")),
          h("div", { class: "names" }, this.heading, name && h("p", { class: "sub" }, this.say("assistant"))), this.menuButton,
          !this.full && this.button(this.say("minimize"), () => this.close(),
            { look: "round", glyph: "minimize", iconOnly: true, title: this.say("minimize") })),
        h("div", { class: "safety" }, this.helpButton,
          this.button(this.say("leave"), () => this.leaveQuickly(), { glyph: "leave", title: this.say("leave_hint") })),
        this.menu);
    }

    buildChat() {
      this.typing = h("div", { class: "typing", hidden: true }, h("i"), h("i"), h("i"), hidden(this.say("typing")));
      this.choices = h("div", { class: "choices", role: "group", "aria-label": this.say("choices"), hidden: true });
      this.log = h("div", { class: "log", part: "log", role: "log", "aria-live": "off", "aria-label": this.say("log"), tabindex: "0" },
        this.typing, this.choices);
      this.input = h("textarea", { class: "input", part: "input", id: "input", rows: "1", autocomplete: "off", enterkeyhint: "send",
        placeholder: this.say("placeholder"), oninput: () => this.inputChanged(),
        onkeydown: (event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            this.submitInput();
          }
        } });
      this.reminder = h("p", { class: "reminder" });
      return h("div", { class: "view chat", hidden: true }, this.log,
        h("form", { class: "composer", part: "composer", onsubmit: (event) => { event.preventDefault(); this.submitInput(); } },
          h("div", { class: "field" }, h("label", { class: "hidden", for: "input" }, this.say("input")), this.input,
            h("button", { type: "submit", class: "button main send", part: "button send" }, icon("send"), hidden(this.say("send")))),
          this.reminder));
    }

    /** In the top layer, where no transform or z-index of the page reaches: modal on a phone, beside the page else. */
    raise() {
      const { panel } = this;
      this.isOpen = true;
      panel.dataset.open = "";
      panel.classList.add("opening");
      if (this.full) return;
      const phone = this.phone.matches;
      panel.classList.toggle("phone", phone);
      if (phone && panel.showModal) {
        panel.showModal();
        this.unlockPage = pageRule("html { overflow: hidden !important; }");
      } else if (panel.showPopover) panel.showPopover();
      else panel.setAttribute("open", "");
      this.launcher.hidden = true;
      this.fitViewport();
    }

    lower() {
      const { panel } = this;
      this.isOpen = false;
      delete panel.dataset.open;
      if (this.unlockPage) this.unlockPage();
      this.unlockPage = null;
      if (panel.open) panel.close();
      else if (panel.hidePopover && panel.matches(":popover-open")) panel.hidePopover();
      this.launcher.hidden = false;
    }

    /** The window passed between phone size and desktop size. */
    refit() {
      if (!this.isOpen || this.full) return;
      const focused = this.root.activeElement;
      this.lower();
      this.raise();
      if (focused) focused.focus();
    }

    /** Keeps the panel inside what is visible above an on-screen keyboard. */
    fitViewport() {
      const view = window.visualViewport;
      if (!view || !this.panel) return;
      const keyboard = window.innerHeight - view.height > 80 && view.scale < 1.01;
      const { style } = this.panel;
      if (this.full) {
        if (keyboard) style.setProperty("--height", `${view.height - Math.max(0, this.host.getBoundingClientRect().top)}px`);
        else style.removeProperty("--height");
      } else if (view.scale < 1.01) {
        style.setProperty("--top", `${view.offsetTop}px`);
        style.setProperty("--height", `${view.height}px`);
      }
      if (keyboard) this.scrollToEnd();
    }

    keyPressed(event) {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.stepBack();
    }

    /** Esc, and the back gesture of a phone: closes what was opened last. */
    stepBack() {
      if (!this.menu.hidden) {
        this.toggleMenu(false);
        this.menuButton.focus();
      } else if (this.side) this.leaveSide();
      else this.close();
    }

    toggleMenu(open = this.menu.hidden) {
      this.menu.hidden = !open;
      this.menuButton.setAttribute("aria-expanded", String(open));
      if (open) this.menu.firstElementChild.focus();
    }

    updateLauncher() {
      if (!this.launcher) return;
      this.openLabel.textContent = this.unread ? this.say("unread", { count: this.unread }) : this.say("open");
      for (const button of [this.openButton, this.helpOpener]) button.setAttribute("aria-expanded", String(this.isOpen));
    }

    /** Shows one of the three views: a sheet on top (help, privacy, a question), the chat, or the start. */
    arrange() {
      const top = this.log.scrollTop;
      this.sheet.hidden = !this.side;
      this.chat.hidden = Boolean(this.side) || this.stage !== "chat";
      this.start.hidden = Boolean(this.side) || this.stage === "chat";
      this.menuButton.hidden = this.stage !== "chat";
      this.helpButton.setAttribute("aria-expanded", String(this.side === "help"));
      if (top) this.log.scrollTop = top;
    }

    fill(view, heading, ...nodes) {
      const title = h("h3", { tabindex: "-1" }, heading);
      view.replaceChildren(title, ...nodes.flat().filter(Boolean));
      view.scrollTop = 0;
      this.arrange();
      if (this.isOpen) title.focus();
    }

    openSide(name, heading, ...nodes) {
      this.side = name;
      this.toggleMenu(false);
      this.fill(this.sheet, heading, ...nodes);
    }

    leaveSide() {
      const from = this.side;
      this.side = null;
      if (!this.stage) return this.full ? undefined : this.close();
      this.arrange();
      if (this.stage === "chat" && from !== "help") this.focusChat();
      else this.helpButton.focus();
      return undefined;
    }

    /** A written answer to focus: the field, but on a touch screen not the keyboard over half of the text. */
    focusChat() {
      (matchMedia("(pointer: coarse)").matches ? this.log : this.input).focus({ preventScroll: true });
    }

    /** "in 3 seconds", in the interface's language. */
    when(milliseconds) {
      const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
      const [amount, unit] = seconds > 90 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
      return new Intl.RelativeTimeFormat(this.language).format(amount, unit);
    }

    announce(...lines) {
      const node = h("p", {}, lines.filter(Boolean).join(" "));
      this.announcer.append(node);
      setTimeout(() => node.remove(), 20000);
    }

    /* ----- Help ----- */

    help() {
      return this.serverHelp || helpFromPage(this.host);
    }

    async refreshHelp() {
      const answer = await this.service.help().catch(() => null);
      const help = answer && helpFromServer(answer, this.say);
      if (!help || !this.panel || !(help.emergency || help.people.length)) return;
      const changed = JSON.stringify(help) !== JSON.stringify(this.help());
      this.serverHelp = help;
      this.showReminder();
      const focused = this.root.activeElement;
      if (changed && this.side === "help" && !(focused && focused.matches(".sheet a"))) this.showHelp();
    }

    showHelp() {
      this.openSide("help", this.say("help"), this.helpNodes(true),
        this.button(this.say("back"), () => this.leaveSide(), { glyph: "back" }));
    }

    helpNodes(headed = false) {
      const { emergency, people, practice } = this.help();
      if (!emergency && !people.length) return [h("p", {}, this.say("help_none"))];
      return [
        headed && emergency && h("p", {}, this.say("help_danger")),
        emergency && this.wayNode(emergency, "emergency"),
        headed && people.length > 0 && h("h4", {}, this.say("help_people")),
        h("ul", { class: "cards" }, people.map((contact) => this.cardNode(contact)), practice && this.cardNode({
          name: practice.name || this.say("help_practice"), ways: [practice] })),
      ];
    }

    wayNode(way, look = "") {
      const glyph = { call: "help", text: "text", web: "web" }[way.kind];
      return link(way.href, { class: `button ${look}`, part: "button contact-link" }, icon(glyph), h("bdi", {}, way.label),
        way.kind === "web" && hidden(`(${this.say("new_tab")})`));
    }

    cardNode({ name, hours, note, ways }) {
      return h("li", { class: "card", part: "contact" }, h("strong", { class: "card-name" }, name),
        hours && h("span", { class: "card-hours" }, hours), note && h("p", { class: "card-note" }, note),
        h("div", { class: "ways" }, ways.map((way) => this.wayNode(way))));
    }

    spokenHelp() {
      const { emergency, people } = this.help();
      return [emergency && `${emergency.label}.`, ...people.map(spokenContact)].filter(Boolean).join(" ");
    }

    showReminder() {
      const { emergency } = this.help();
      if (!emergency) return this.reminder.replaceChildren(this.say("reminder_plain"));
      const [before, after] = this.say("reminder", { number: "\n" }).split("\n");
      const number = emergency.href.replace("tel:", "");
      return this.reminder.replaceChildren(before, link(emergency.href, {}, h("bdi", {}, number)), after || "");
    }

    /* ----- Before the first message: notice and consent ----- */

    async loadNotice(note) {
      this.stage = "start";
      const { signal } = this.life;
      this.fill(this.start, this.say("notice_title"), note && h("p", {}, note), h("p", {}, this.say("loading")));
      if (note) this.announce(note);
      try {
        this.showNotice(await this.service.notice(signal), note);
      } catch (trouble) {
        if (!signal.aborted) this.showFailed(trouble, () => this.loadNotice());
      }
    }

    showNotice(notice, note) {
      this.stage = "start";
      const agree = this.button(this.say("agree"), () => this.agree(notice), { look: "main" });
      this.fill(this.start, this.say("notice_title"), note && h("p", { class: "aid" }, note),
        h("div", { class: "prose", part: "notice" }, prose(notice.text)), agree);
    }

    showFailed(trouble, again) {
      this.stage = "start";
      const busy = trouble.kind === "busy" && trouble.wait;
      this.fill(this.start, this.say("start_failed"),
        h("p", {}, busy ? this.say("start_busy", { when: this.when(trouble.wait) }) : this.say("start_failed_text")),
        this.helpNodes(), this.button(this.say("retry"), again, { look: "main" }));
      this.announce(this.say("start_failed"), this.spokenHelp());
    }

    async agree(notice) {
      const { signal } = this.life;
      const button = this.start.querySelector(".main");
      if (button) button.disabled = true;
      try {
        const started = await this.service.start(notice.version, signal);
        this.memory.state.notice = notice;
        this.adopt(started);
        this.enterChat();
      } catch (trouble) {
        if (signal.aborted) return;
        if (trouble.kind === "notice") await this.showNewNotice(trouble);
        else this.showFailed(trouble, () => this.agree(notice));
      }
    }

    async showNewNotice(trouble) {
      const { signal } = this.life;
      try {
        const body = trouble.body || {};
        const known = [body.notice, body].find((one) => one && one.version && one.text);
        this.showNotice(known || (await this.service.notice(signal)), this.say("notice_changed"));
        this.announce(this.say("notice_changed"));
      } catch (failure) {
        if (!signal.aborted) this.showFailed(failure, () => this.loadNotice());
      }
    }

    showPrivacy() {
      const { notice } = this.memory.state;
      this.openSide("privacy", this.say("privacy"), h("div", { class: "prose" }, prose(notice && notice.text)),
        this.button(this.say("back"), () => this.leaveSide(), { glyph: "back" }));
    }

    /** Takes over a conversation the server has opened; messages not yet answered move behind its greeting. */
    adopt(started) {
      const { state } = this.memory;
      const pending = state.entries.filter((entry) => entry.kind === "mine" && entry.state !== "sent");
      const past = state.entries.filter((entry) => !pending.includes(entry));
      const greeting = readable(started.messages).map((message) => ({ kind: "assistant", id: uuid(), message }));
      state.token = started.token;
      state.expires = typeof started.expires_at === "number" ? started.expires_at * 1000 : Date.parse(started.expires_at) || null;
      state.entries = [...past, ...(past.length ? [{ kind: "note", id: uuid(), word: "expired" }] : []), ...greeting, ...pending];
      this.memory.save();
      this.drawLog();
      greeting.forEach(({ message }) => this.announceMessage(message));
    }

    /* ----- The conversation ----- */

    enterChat() {
      const { state } = this.memory;
      this.stage = "chat";
      this.unread = 0;
      if (!this.nodes.size) this.drawLog();
      this.showReminder();
      this.updateLauncher();
      this.arrange();
      this.input.value = state.draft || "";
      this.growInput();
      if (this.isOpen && !this.side) this.focusChat();
      this.scrollToEnd();
      for (const entry of state.entries) if (["sending", "waiting"].includes(entry.state)) entry.state = "queued";
      this.pump();
    }

    drawLog() {
      this.nodes.forEach(({ node }) => node.remove());
      this.nodes.clear();
      this.memory.state.entries.forEach((entry) => this.place(entry));
      this.showChoices();
    }

    place(entry) {
      const draw = { mine: this.mineNode, assistant: this.assistantNode, note: this.noteNode }[entry.kind];
      const parts = draw.call(this, entry);
      this.nodes.set(entry.id, parts);
      this.typing.before(parts.node);
      if (entry.kind === "mine") this.drawState(entry);
    }

    noteNode(entry) {
      return { node: h("p", { class: "entry note" }, this.say(entry.word)) };
    }

    mineNode(entry) {
      const status = h("div", { class: "status" });
      const node = h("div", { class: "entry mine" },
        h("div", { class: "bubble", part: "message message-mine" }, hidden(`${this.say("you")}: `), entry.text), status);
      return { node, status };
    }

    assistantNode({ message }) {
      const speaker = hidden(`${this.say("bot")}: `);
      if (message.type !== "contacts") {
        return { node: h("div", { class: "entry" },
          h("div", { class: "bubble prose", part: "message message-assistant" }, speaker, prose(message.text))) };
      }
      const emergency = callTo(message.emergency_number, this.say);
      const leave = /violence|assault|abuse/.test(message.kind || "");
      return { node: h("div", { class: "entry" }, h("div", { class: "aid", part: "message help" }, speaker,
        h("div", { class: "prose" }, prose(message.text)), emergency && this.wayNode(emergency, "emergency"),
        h("ul", { class: "cards" }, (message.contacts || []).map((contact) => this.cardNode(contactFromServer(contact, this.say)))),
        leave && this.button(this.say("leave"), () => this.leaveQuickly(), { glyph: "leave" }))) };
    }

    /** Draws how far a message of the client has come, and help under it if it did not get through. */
    drawState(entry) {
      const parts = this.nodes.get(entry.id);
      if (!parts) return;
      parts.node.className = `entry mine ${entry.state}`;
      const text = {
        sending: () => this.say("sending"),
        queued: () => this.say(navigator.onLine ? "queued" : "offline"),
        waiting: () => this.say(entry.reason === "busy" ? "busy" : "waiting", { when: this.when(entry.until - Date.now()) }),
        failed: () => ({ long: this.say("too_long"), refused: this.say("refused"), empty: "" }[entry.reason] ?? this.say("failed")),
        sent: () => "",
      }[entry.state]();
      const retry = entry.state === "waiting" || (entry.state === "failed" && !["long", "refused"].includes(entry.reason));
      if (!parts.words) parts.status.append(parts.words = h("span"));
      parts.words.textContent = text;
      if (retry && !parts.retry) parts.status.append(parts.retry = this.button(this.say("retry"), () => this.retry(entry)));
      if (!retry && parts.retry) {
        if (this.root.activeElement === parts.retry) this.log.focus({ preventScroll: true });
        parts.retry.remove();
        parts.retry = null;
      }
      if (entry.aid && !parts.aid) {
        parts.aid = h("div", { class: "aid", part: "help" }, parts.lead = h("p"), this.helpNodes());
        parts.node.append(parts.aid);
      }
      if (parts.lead) parts.lead.textContent = this.say(entry.aid);
    }

    mark(entry, state, details = {}) {
      Object.assign(entry, { state, until: null, reason: null }, details);
      if (state === "sent" && entry.aid) entry.aid = "arrived";
      this.drawState(entry);
      this.typing.hidden = !this.memory.state.entries.some((one) => one.state === "sending");
      this.memory.save();
    }

    giveAid(entry, word) {
      const first = !entry.aid;
      entry.aid = word;
      this.drawState(entry);
      this.memory.save();
      if (!first) return;
      this.announce(this.say(word), this.spokenHelp());
      this.bringIntoView(entry);
    }

    inputChanged() {
      this.memory.state.draft = this.input.value;
      this.growInput();
    }

    growInput() {
      this.input.style.height = "auto";
      if (this.input.value) this.input.style.height = `${this.input.scrollHeight + 2}px`;
    }

    submitInput() {
      const text = this.input.value.trim();
      if (!text) return this.input.focus();
      this.input.value = "";
      this.inputChanged();
      return this.submit(text);
    }

    submit(text, payload) {
      const entry = { kind: "mine", id: uuid(), text, payload, state: "queued" };
      this.memory.state.entries.push(entry);
      this.place(entry);
      this.showChoices();
      this.memory.save();
      this.scrollToEnd();
      this.pump();
    }

    retry(entry) {
      if (entry.state === "failed") this.mark(entry, "queued");
      this.wake();
      this.pump();
    }

    /** Sends what waits, one message at a time and in order. */
    async pump() {
      if (this.pumping || this.stage !== "chat") return;
      const { life } = this;
      this.pumping = true;
      let entry;
      while ((entry = this.memory.state.entries.find((one) => one.state === "queued"))) {
        const delivered = await this.deliver(entry, life);
        if (life.signal.aborted) return;
        if (!delivered) break;
      }
      this.pumping = false;
    }

    /** Tries until the answer is there or trying makes no more sense; the id stays, so nothing is taken twice. */
    async deliver(entry, life) {
      let attempt = 0;
      let renewed = false;
      for (;;) {
        try {
          await this.attempt(entry, life);
          return true;
        } catch (trouble) {
          if (life.signal.aborted) return false;
          if (trouble.kind === "expired" && !renewed) {
            renewed = true;
            this.memory.state.token = null;
            continue;
          }
          if (trouble.kind === "notice" && !this.memory.state.token) {
            this.mark(entry, "queued");
            await this.showNewNotice(trouble);
            return false;
          }
          this.giveAid(entry, trouble.kind === "empty" ? "no_answer" : "undelivered");
          if (trouble.kind === "network" && !navigator.onLine) {
            this.mark(entry, "queued");
            await sleep(15000, this.wakers);
          } else {
            const wait = this.waitAfter(trouble, attempt);
            if (wait === null) return this.fail(entry, trouble.kind);
            attempt += 1;
            await this.waitFor(entry, wait, trouble.kind);
          }
          if (life.signal.aborted) return false;
        }
      }
    }

    async attempt(entry, life) {
      const { state } = this.memory;
      this.mark(entry, "sending");
      const late = setTimeout(() => this.giveAid(entry, "late"), LATE);
      try {
        if (!state.token) this.adopt(await this.service.start(state.notice.version, life.signal));
        const message = entry.payload ? { id: entry.id, payload: entry.payload } : { id: entry.id, text: entry.text };
        const messages = readable((await this.service.send(state.token, message, life.signal)).messages);
        if (!messages.length) throw new Trouble("empty");
        this.mark(entry, "sent");
        this.receive(messages, entry);
      } finally {
        clearTimeout(late);
      }
    }

    /** Milliseconds to wait before the next try; null if there is to be none. */
    waitAfter(trouble, attempt) {
      if (["refused", "long", "expired", "notice"].includes(trouble.kind) || attempt >= BACKOFF.length) return null;
      const wait = trouble.wait ?? BACKOFF[attempt];
      return wait > LONGEST_WAIT ? null : wait;
    }

    async waitFor(entry, wait, reason) {
      this.mark(entry, "waiting", { until: Date.now() + wait, reason });
      const countdown = setInterval(() => this.drawState(entry), 1000);
      await sleep(wait, this.wakers);
      clearInterval(countdown);
    }

    fail(entry, reason) {
      this.mark(entry, "failed", { reason });
      const { words } = this.nodes.get(entry.id);
      if (words.textContent) this.announce(words.textContent);
      if (!["refused", "long"].includes(reason)) {
        this.memory.state.entries.filter((one) => one.state === "queued").forEach((one) => this.mark(one, "failed", { reason }));
      } else this.pumping = false, setTimeout(() => this.pump());
      return false;
    }

    receive(messages, question) {
      const entries = messages.map((message) => ({ kind: "assistant", id: uuid(), message }));
      this.memory.state.entries.push(...entries);
      entries.forEach((entry) => this.place(entry));
      this.showChoices();
      this.memory.save();
      if (!this.isOpen) {
        this.unread += entries.length;
        this.updateLauncher();
        return;
      }
      entries.forEach(({ message }) => this.announceMessage(message));
      this.bringIntoView(question);
    }

    announceMessage(message) {
      const buttons = (message.buttons || []).map((button) => button.title).join(", ");
      const contacts = message.type === "contacts" ? [callTo(message.emergency_number, this.say),
        ...(message.contacts || []).map((contact) => contactFromServer(contact, this.say))] : [];
      this.announce(`${this.say("bot")}:`, h("div", {}, prose(message.text)).textContent,
        contacts.filter(Boolean).map((one) => (one.ways ? spokenContact(one) : `${one.label}.`)).join(" "),
        buttons && `${this.say("choices")}: ${buttons}`);
    }

    /** The buttons of the latest answer; those of older answers no longer fit what is being talked about. */
    showChoices() {
      const last = this.memory.state.entries[this.memory.state.entries.length - 1];
      const buttons = (last && last.kind === "assistant" && last.message.buttons) || [];
      this.choices.hidden = !buttons.length;
      this.choices.replaceChildren(...buttons.map(({ title, payload }) => this.button(title, () => {
        this.submit(title, payload);
        this.focusChat();
      })));
    }

    scrollToEnd() {
      this.log.scrollTop = this.log.scrollHeight;
    }

    /** Brings a question and what follows it into view: the end if both fit, else the question at the top. */
    bringIntoView(entry) {
      const parts = this.nodes.get(entry.id);
      if (!parts) return;
      const top = parts.node.offsetTop - this.log.offsetTop;
      this.log.scrollTop = Math.min(top - 8, this.log.scrollHeight);
    }

    /* ----- Connection and time ----- */

    connectionChanged(quiet = false) {
      const offline = !navigator.onLine;
      this.offlineBanner.hidden = !offline;
      if (!quiet && this.isOpen) this.announce(this.say(offline ? "offline_bar" : "online"));
      if (!offline) {
        for (const entry of this.memory.state.entries) {
          if (entry.state === "failed" && ["network", "late"].includes(entry.reason)) this.mark(entry, "queued");
        }
        this.wake();
        this.pump();
      }
      this.memory.state.entries.filter((entry) => entry.state === "queued").forEach((entry) => this.drawState(entry));
    }

    touch() {
      this.memory.state.active = Date.now();
      this.idleBanner.hidden = true;
      this.memory.save();
    }

    tick() {
      const { state } = this.memory;
      if (!state.token || !this.panel) return;
      const left = state.active + this.idle - Date.now();
      if (left <= 0) this.expire();
      else if (left <= WARNING_MINUTES * 60000 && this.idleBanner.hidden) this.warnIdle(left);
    }

    warnIdle(left) {
      const text = this.say("idle_warning", { when: this.when(left) });
      this.idleBanner.replaceChildren(h("p", {}, text), this.button(this.say("idle_keep"), () => { this.touch(); this.focusChat(); }));
      this.idleBanner.hidden = false;
      if (this.isOpen) this.announce(text);
    }

    expire() {
      this.service.remove(this.memory.state.token, true).catch(() => {});
      this.beginAnew({ open: this.isOpen, note: this.say("idle_cleared", { minutes: Math.round(this.idle / 60000) }) });
    }

    /* ----- Leaving, deleting, keeping a copy ----- */

    /** Forgets the conversation in this tab and shows the notice again. */
    beginAnew({ open, note } = {}) {
      this.endLife();
      this.newLife();
      this.memory.clear({ open });
      this.side = null;
      this.stage = "start";
      this.unread = 0;
      this.typing.hidden = true;
      this.idleBanner.hidden = true;
      this.input.value = "";
      this.drawLog();
      this.updateLauncher();
      if (open) this.loadNotice(note);
    }

    confirm(word, act) {
      this.openSide("confirm", this.say(`${word}_title`), h("p", {}, this.say(`${word}_text`)),
        h("div", { class: "row" }, this.button(this.say(`${word}_yes`), act, { look: "main" }),
          this.button(this.say("keep"), () => this.leaveSide())));
    }

    /** Deletes the conversation on the server. True if it is gone there. */
    async removeFromServer() {
      const { token } = this.memory.state;
      if (!token) return true;
      try {
        await this.service.remove(token);
        return true;
      } catch (trouble) {
        return trouble.kind === "expired" || trouble.status === 404;
      }
    }

    async deleteChat() {
      if (await this.removeFromServer()) this.beginAnew({ open: true, note: this.say("deleted") });
      else this.removalFailed(() => this.deleteChat());
    }

    async restart() {
      const { notice } = this.memory.state;
      if (!(await this.removeFromServer())) return this.removalFailed(() => this.restart());
      this.beginAnew();
      this.memory.state.open = true;
      return this.agree(notice);
    }

    removalFailed(again) {
      this.announce(this.say("delete_failed"));
      this.openSide("confirm", this.say("delete_title"), h("p", { class: "aid" }, this.say("delete_failed")),
        h("div", { class: "row" }, this.button(this.say("retry"), again, { look: "main" }),
          this.button(this.say("keep"), () => this.leaveSide())));
    }

    /** Shows a neutral page in place of this one, at once, and leaves nothing of the chat behind. */
    leaveQuickly() {
      const { token } = this.memory.state;
      this.left = true;
      this.endLife();
      this.memory.clear();
      if (token) this.service.remove(token, true).catch(() => {});
      const address = safeLink(this.host.getAttribute("leave-to")) || LEAVE_TO;
      document.title = "\u200b";
      document.body.replaceChildren();
      location.replace(address);
    }

    copyTitle() {
      const { practice } = this;
      return practice ? this.say("copy_title", { practice }) : this.say("copy_plain");
    }

    copyLines() {
      return this.memory.state.entries.filter((entry) => entry.kind !== "note").map(({ kind, text, message }) => {
        if (kind === "mine") return [this.say("you"), text];
        const contacts = (message.contacts || []).map((contact) => `- ${spokenContact(contactFromServer(contact, this.say))}`);
        const emergency = message.type === "contacts" && callTo(message.emergency_number, this.say);
        return [this.say("bot"), [message.text, emergency && emergency.label, ...contacts].filter(Boolean).join("\n")];
      });
    }

    async saveCopy() {
      const written = await this.service.transcript(this.memory.state.token).catch(() => "");
      const text = written.trim() ? written : [this.copyTitle(), ...this.copyLines().map(([who, what]) => `${who}: ${what}`)].join("\n\n");
      const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
      h("a", { href: address, download: "conversation.txt" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      this.menuButton.focus();
    }

    /** Prints the conversation alone: a copy beside the page's content, which a print rule hides. */
    print() {
      const sheet = h("div", { "data-practice-chat-print": true });
      const inside = sheet.attachShadow({ mode: "open" });
      inside.append(h("h1", {}, this.copyTitle()), ...this.copyLines().map(([who, what]) =>
        h("div", {}, h("h2", {}, who), prose(what))));
      document.body.append(sheet);
      const undo = pageRule("[data-practice-chat-print] { display: none; all: initial; } @media print { "
        + "body > :not([data-practice-chat-print]) { display: none !important; } "
        + "[data-practice-chat-print] { display: block !important; font: 12pt/1.5 sans-serif; } }");
      window.print();
      undo();
      sheet.remove();
      this.menuButton.focus();
    }
  }

  /** The messages of an answer that can be shown. */
  function readable(messages) {
    return (Array.isArray(messages) ? messages : []).filter((message) => message && typeof message === "object"
      && ((message.type === "text" && message.text) || (message.type === "contacts" && (message.text || (message.contacts || []).length))));
  }

  function spokenContact({ name, ways }) {
    return `${name}: ${ways.map((way) => way.label).join(", ")}.`;
  }

  class PracticeChat extends HTMLElement {
    static get observedAttributes() {
      return ["api", "language", "practice", "full-page"];
    }

    connectedCallback() {
      this.restart();
    }

    disconnectedCallback() {
      this.chat.end();
      this.chat = null;
    }

    attributeChangedCallback(name, before, after) {
      if (this.chat && before !== after) this.restart();
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
})();

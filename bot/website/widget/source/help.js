// Whom to call now: from the server when it can be reached, else from the links the page carries inside the element.

// So many contacts are seen at once; more of them are folded away.
const SHOWN = 3;

/**
 * Help is {emergency, people: [{name, hours, note, lead, ways}], practice, country, countries}; a way is {kind: call | text | chat | web, label, href}.
 */
class Help {
  constructor(host, service, say) {
    Object.assign(this, { host, service, say, fromServer: null });
  }

  current() {
    return this.fromServer || this.fromPage();
  }

  /** Asks the server. True if what is shown should change. */
  async refresh() {
    const before = JSON.stringify(this.current());
    const answer = await this.service.help().catch(() => null);
    const help = answer && this.read(answer);
    if (!help || !(help.emergency || help.people.length)) return false;
    this.fromServer = help;
    return JSON.stringify(help) !== before;
  }

  /** What GET /api/help answers, or an answer of type contacts. */
  read({ emergency_number: number, emergency_shown: shown, emergency_link: address, contacts, phone, practice, country, countries }) {
    const name = practice && (practice.name || practice);
    const line = phone || (practice && practice.phone);
    return {
      country, countries,
      emergency: this.callTo(shown || number, address),
      people: (contacts || []).map((contact) => this.contact(contact)),
      practice: line ? { ...this.callTo(line), name } : null,
    };
  }

  callTo(shown, address = `tel:${digits(shown)}`) {
    return safeLink(address) ? { kind: "call", label: this.say("call", { number: shown }), href: address } : null;
  }

  contact({ name, hours, note, lead, phone, sms, url, chat, tel_link: tel, sms_link: message }) {
    const number = digits(sms);
    const address = sms && (message || `sms:${number}`);
    const word = decodeURIComponent((/[?&]body=([^&]*)/.exec(address) || ["", ""])[1]);
    const ways = [
      phone && this.callTo(phone, tel || undefined),
      sms && { kind: "text", label: this.say(word ? "text_word" : "text", { word, number: number || sms }), href: address },
      url && { kind: chat ? "chat" : "web", label: this.say(chat ? "chat_online" : "website"), href: url },
    ];
    return { name, hours, note, lead, ways: ways.filter((way) => way && safeLink(way.href)) };
  }

  /** Reads the light DOM; see pages/snippet.html. */
  fromPage() {
    const { host } = this;
    const textOf = (node, tag) => [...node.querySelectorAll(tag)].map((found) => found.textContent.trim())[0];
    const waysOf = (node) => [...node.querySelectorAll("a")].map((found) => {
      const href = found.getAttribute("href");
      return { kind: { tel: "call", sms: "text" }[(href || "").slice(0, 3)] || "web", label: found.textContent.trim(), href };
    }).filter((way) => safeLink(way.href));
    const first = (selector) => [...host.querySelectorAll(selector)]
      .map((node) => ({ ...waysOf(node)[0], name: textOf(node, "strong") })).find((way) => way.href);
    return {
      emergency: first("[data-emergency]"),
      people: [...host.querySelectorAll("li")].map((node) => ({
        name: textOf(node, "strong"), note: textOf(node, "small"), ways: waysOf(node),
      })).filter((contact) => contact.ways.length),
      practice: first("[data-practice]"),
    };
  }

  /** Numbers to call, as nodes; headed: with a sentence for each group. */
  nodes(headed) {
    const { emergency, people, practice } = this.current();
    if (!emergency && !people.length) return [h("p", {}, this.say("help_none"))];
    return [
      headed && emergency && h("p", {}, this.say("help_danger")),
      emergency && this.way(emergency, "emergency"),
      headed && people.length > 0 && h("h4", {}, this.say("help_people")),
      this.lists(practice ? [...people, { name: practice.name || this.say("help_practice"), ways: [practice] }] : people),
    ].flat(2).filter(Boolean);
  }

  /** The choice of another country, and how crises are recognised. */
  countryNodes(choose) {
    const { country, countries } = this.current();
    const names = Intl.DisplayNames && new Intl.DisplayNames(this.service.language, { type: "region" });
    const option = (code, name) => h("option", { value: code, selected: code === country }, name);
    const known = (countries || []).map((code) => option(code, names ? names.of(code) : code)).sort((a, b) => a.text.localeCompare(b.text));
    return [known.length > 0 && h("label", {}, this.say("help_country"), " ",
      h("select", { class: "button", onchange: ({ target }) => choose(target.value) }, known, option("ZZ", this.say("help_elsewhere")))),
    link(`${this.service.base}/protocol`, { class: "button" }, this.say("help_protocol"))];
  }

  way({ kind, label, href }, look = "") {
    return link(href, { class: `button ${look}`, part: "button contact-link" }, icon(kind), h("bdi", { translate: "no" }, label),
      href.startsWith("https") && unseen(` (${this.say("new_tab")})`));
  }

  card({ name, hours, note, ways }) {
    return h("li", { class: "card", part: "contact" }, h("strong", {}, name),
      h("div", { class: "ways" }, ways.map((way) => this.way(way))),
      (hours || note) && h("p", { class: "soft" }, [hours, note].filter(Boolean).join(". ")));
  }

  /** Contacts as lists of cards; one with a sentence of its own begins another list. */
  lists(people) {
    const nodes = [];
    let list;
    for (const contact of people) {
      if (!list || contact.lead) nodes.push(contact.lead && h("p", {}, contact.lead), (list = h("ul", { class: "cards" })));
      list.append(this.card(contact));
    }
    return nodes;
  }

  /**
   * An answer of type contacts, as nodes. What belongs above the first number, the emergency number and the first contact
   * come first, so that on a small screen too there is something to tap without scrolling; what happens on a call
   * follows, then the others, those after SHOWN folded away.
   */
  answerNodes(message) {
    const { emergency, people } = this.read(message);
    const text = prose(message.text);
    const above = message.above || 1;
    const first = people.length && !people[0].lead ? 1 : 0;
    const words = (nodes) => nodes.length > 0 && h("div", { class: "prose" }, nodes);
    const more = people.slice(SHOWN);
    return [words(text.slice(0, above)), emergency && this.way(emergency, "emergency"), this.lists(people.slice(0, first)),
      words(text.slice(above)), this.lists(people.slice(first, SHOWN)),
      more.length > 0 && h("details", {}, h("summary", { class: "button" }, this.say("help_more", { count: more.length })), this.lists(more))];
  }

  /** Contacts that were shown before: one line, which opens to all of them. */
  line(message) {
    return h("details", { class: "aid line", part: "help" }, h("summary", {}, message.line), this.answerNodes(message));
  }

  spoken({ emergency, people } = this.current()) {
    return [emergency && `${emergency.label}.`,
      ...people.map(({ name, ways }) => `${name}: ${ways.map(({ label }) => label).join(", ")}.`)].filter(Boolean).join(" ");
  }

  spokenAnswer(message) {
    if (message.collapsed) return message.line;
    return message.type === "contacts" ? this.spoken(this.read(message)) : "";
  }
}

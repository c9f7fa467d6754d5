// Taking the conversation along, deleting it, and leaving nothing behind.

const LEAVE_TO = "https://www.google.com/";
const PRINT_RULES = `
  [data-practice-chat-print] { display: none; }
  @media print {
    body > :not([data-practice-chat-print]) { display: none !important; }
    [data-practice-chat-print] { all: initial !important; display: block !important; }
  }`;

/** Hands the text over as a file whose name tells nothing. */
function saveFile(text, name = "conversation.txt") {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Prints the conversation alone: a copy beside the page's content, which a print rule hides. */
function printLines(title, lines) {
  const copy = h("div", { "data-practice-chat-print": true });
  const body = h("div", { class: "paper" }, h("h1", {}, title),
    lines.map(([who, text]) => [who && h("h2", {}, who), h("div", { class: "prose" }, prose(text))]));
  const root = copy.attachShadow({ mode: "open" });
  keepUnrecorded(copy);
  keepUnrecorded(body);
  root.append(body);
  dress(root);
  document.body.append(copy);
  const undo = pageRules(PRINT_RULES);
  // An iPhone goes on from print() at once and draws the copy later; it may not say when it has.
  const done = new AbortController();
  const clear = () => { done.abort(); undo(); copy.remove(); };
  for (const type of ["afterprint", "pointerdown"]) window.addEventListener(type, clear, { signal: done.signal });
  window.print();
}

/** Shows a neutral page in place of this one. What is on the screen goes first: the other page may be slow. */
function goElsewhere(address) {
  document.title = "\u200b";
  document.head.append(h("meta", { name: "referrer", content: "no-referrer" }));
  document.body.replaceChildren();
  location.replace(safeLink(address) || LEAVE_TO);
}

/** Copies and deletion. `act`: ask(heading, ...nodes), back(), announce(...lines), done(). */
class Keeping {
  constructor(say, practice, service, memory, help, act) {
    Object.assign(this, { say, practice, service, memory, help, act });
  }

  get title() {
    return this.say(this.practice ? "copy_title" : "copy_plain", { practice: this.practice });
  }

  /** The conversation as [speaker, text] pairs. */
  lines() {
    const written = (message) => [!message.collapsed && message.text, this.help.spokenAnswer(message)].filter(Boolean).join("\n");
    return this.memory.state.entries.filter(({ kind }) => kind !== "note").map(({ kind, text, message }) => (
      kind === "mine" ? [this.say("you"), text] : [this.say("bot"), written(message)]));
  }

  /** The server's own record of the conversation; if it cannot be had, what is seen here. */
  async save() {
    const written = await this.service.transcript(this.memory.state.token).catch(() => "");
    saveFile(written.trim() ? written : [this.title, ...this.lines().map((line) => line.join(": "))].join("\n\n"));
    this.act.done();
  }

  print() {
    printLines(this.title, this.lines());
    this.act.done();
  }

  /** Asks before the conversation is deleted; `word` names the question, `then` follows the deletion. */
  ask(word, then) {
    this.offer(`${word}_title`, h("p", {}, this.say(`${word}_text`)), this.say(`${word}_yes`), then);
  }

  offer(heading, text, yes, then) {
    this.act.ask(heading, text, h("div", { class: "ways" }, button(yes, () => this.remove(then), { look: "main" }),
      button(this.say("keep"), this.act.back)));
  }

  /** Deletes on the server. If that cannot be reached, says so and keeps the conversation. */
  async remove(then) {
    try {
      if (this.memory.state.token) await this.service.remove(this.memory.state.token);
    } catch (trouble) {
      this.act.announce(this.say("delete_failed"));
      this.offer("delete_title", h("p", { class: "aid" }, this.say("delete_failed")), this.say("retry"), then);
      return;
    }
    then();
  }
}

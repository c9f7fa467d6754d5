// Taking the conversation along, and leaving nothing behind.

const LEAVE_TO = "https://www.google.com/";
const PRINT_RULES = `
  [data-practice-chat-print] { display: none; }
  @media print {
    body > :not([data-practice-chat-print]) { display: none !important; }
    [data-practice-chat-print] { all: initial !important; display: block !important; }
  }`;

/** The conversation as [speaker, text] pairs. */
function linesOf(entries, say, help) {
  return entries.filter((entry) => entry.kind !== "note").map(({ kind, text, message }) => (kind === "mine"
    ? [say("you"), text] : [say("bot"), [message.text, help.spokenAnswer(message)].filter(Boolean).join("\n")]));
}

/** Hands the text over as a file whose name tells nothing. */
function saveFile(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  h("a", { href: address, download: "conversation.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Prints the conversation alone: a copy beside the page's content, which a print rule hides. */
function printLines(title, lines) {
  const copy = h("div", { "data-practice-chat-print": true });
  const body = h("div", { class: "paper" }, h("h1", {}, title),
    lines.map(([who, text]) => [h("h2", {}, who), h("div", { class: "prose" }, prose(text))]));
  const root = copy.attachShadow({ mode: "open" });
  root.append(body);
  dress(root);
  document.body.append(copy);
  const undo = pageRules(PRINT_RULES);
  window.print();
  undo();
  copy.remove();
}

/** Shows a neutral page in place of this one. What is on the screen goes first: the other page may be slow. */
function goElsewhere(address) {
  document.title = "\u200b";
  document.head.append(h("meta", { name: "referrer", content: "no-referrer" }));
  document.body.replaceChildren();
  location.replace(safeLink(address) || LEAVE_TO);
}

// Restricted markdown: a line is a paragraph or an item of a list; **bold**, [text](address); https addresses and telephone numbers become links.

const INLINE = [
  "\\*\\*(.+?)\\*\\*",
  "\\[([^\\]]+)\\]\\(([^)\\s]+)\\)",
  "(https://[^\\s<>()]*[^\\s<>().,;:!?])",
  // As written in North America, or with the country's code.
  "((?:\\+?1[ -])?(?:\\(\\d{3}\\) ?|\\d{3}-)\\d{3}-\\d{4}|\\+\\d[\\d ()-]{6,16}\\d",
].join("|");
const ITEM = /^\s*(?:[-*\u2022]|(\d+)[.)])\s+/;

/** The address if a person may be sent there, else null. */
function safeLink(address) {
  return /^(https:\/\/|tel:[\d+]|sms:[\d+]|mailto:)[^\s<>"]*$/i.test(address || "") ? address : null;
}

function link(address, attributes, ...children) {
  const elsewhere = address.startsWith("https:") && { target: "_blank", rel: "noopener noreferrer" };
  return h("a", { href: address, ...elsewhere, ...attributes }, children);
}

/** The first number in what is shown, for dialling: "988 then press 1" gives "988". */
function digits(shown) {
  return ((shown || "").match(/\+?\d[\d\s().-]*/) || [""])[0].replace(/[^\d+]/g, "");
}

/** numbers: those that the server knows to be in the text, with their links. */
function inline(text, numbers = {}) {
  const nodes = [];
  const known = Object.keys(numbers).map((number) => `|${number.replace(/[()+.]/g, "\\$&").replace(/^\d/, "\\b$&")}\\b`);
  let done = 0;
  for (const match of text.matchAll(new RegExp(`${INLINE}${known.join("")})`, "g"))) {
    const [whole, bold, label, address, url, phone] = match;
    nodes.push(text.slice(done, match.index));
    done = match.index + whole.length;
    if (bold) nodes.push(h("strong", {}, inline(bold, numbers)));
    else if (label) nodes.push(safeLink(address) ? link(address, {}, label) : label);
    else if (url) nodes.push(link(url, {}, url));
    else nodes.push(link(numbers[phone] || `tel:${digits(phone)}`, { class: "number" }, phone));
  }
  return [...nodes, text.slice(done)];
}

/** Paragraphs and lists of a text, as nodes. */
function prose(text, numbers) {
  const nodes = [];
  for (const line of String(text || "").split("\n")) {
    const [marker, number] = line.match(ITEM) || [""];
    const tag = marker ? (number ? "OL" : "UL") : "P";
    const last = nodes[nodes.length - 1];
    if (!line.trim()) continue;
    if (!marker) nodes.push(h("p", {}, inline(line, numbers)));
    else if (last && last.tagName === tag) last.append(h("li", {}, inline(line.slice(marker.length), numbers)));
    else nodes.push(h(tag, {}, h("li", {}, inline(line.slice(marker.length), numbers))));
  }
  return nodes;
}

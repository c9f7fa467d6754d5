// Restricted markdown: a line is a paragraph or an item of a list; **bold**, [text](address); https addresses and telephone numbers become links.

const INLINE = new RegExp([
  "\\*\\*(.+?)\\*\\*",
  "\\[([^\\]]+)\\]\\(([^)\\s]+)\\)",
  "(https://[^\\s<>()]*[^\\s<>().,;:!?])",
  // As written in North America, or with the country's code.
  "((?:\\+?1[ -])?(?:\\(\\d{3}\\) ?|\\d{3}-)\\d{3}-\\d{4}|\\+\\d[\\d ()-]{6,16}\\d)",
].join("|"), "g");
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
  return [...nodes, text.slice(done)];
}

/** Paragraphs and lists of a text, as nodes. */
function prose(text) {
  const nodes = [];
  for (const line of String(text || "").split("\n")) {
    const [marker, number] = line.match(ITEM) || [""];
    const tag = marker ? (number ? "OL" : "UL") : "P";
    const last = nodes[nodes.length - 1];
    if (!line.trim()) continue;
    if (!marker) nodes.push(h("p", {}, inline(line)));
    else if (last && last.tagName === tag) last.append(h("li", {}, inline(line.slice(marker.length))));
    else nodes.push(h(tag, {}, h("li", {}, inline(line.slice(marker.length)))));
  }
  return nodes;
}

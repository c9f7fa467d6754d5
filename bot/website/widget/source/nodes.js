// Building nodes. No markup is ever parsed from text: every node is made here, one by one, so nothing that anybody
// wrote can become code, and a strict Content-Security-Policy (Trusted Types too) has nothing to object to.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  chat: "M4 5.5h16v11H10l-4.5 4v-4H4z",
  call: "M6.5 3.5l3 .5 1 4-2 1.5a12 12 0 0 0 6 6l1.5-2 4 1 .5 3a2 2 0 0 1-2 2A16 16 0 0 1 4.5 5.5a2 2 0 0 1 2-2z",
  text: "M4 5.5h16v11H10l-4.5 4v-4H4zM8 9.5h8M8 12.5h5",
  web: "M9 5H5v14h14v-4M13 5h6v6M19 5l-8 8",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  minimize: "M6 9.5l6 6 6-6",
  send: "M5 12h13M12.5 6l6 6-6 6",
  back: "M14 6l-6 6 6 6",
};

/** An element. Attributes: on* is a listener, true is empty, null and false are left out; falsy children too. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value || value === "") element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter(Boolean));
  return element;
}

// What grammar tools and writing assistants read no field with.
const UNREAD = { "data-gramm": "false", "data-lt-active": "false", "data-ms-editor": "false", writingsuggestions: "false" };
// What session recorders leave an element out by: rrweb and those built on it, PostHog, Sentry, FullStory; Datadog, Hotjar, LogRocket, Clarity.
const UNSEEN = ["rr-block", "ph-no-capture", "sentry-block", "fs-exclude"];
const UNRECORDED = { "data-dd-privacy": "hidden", "data-hj-suppress": "", "data-private": "", "data-clarity-mask": "true" };

function keepUnrecorded(element) {
  element.classList.add(...UNSEEN);
  for (const [name, value] of Object.entries(UNRECORDED)) element.setAttribute(name, value);
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

/** Text for screen readers alone. */
function unseen(text) {
  return h("span", { class: "unseen" }, text);
}

function button(label, act, { look = "", glyph, bare, ...attributes } = {}) {
  return h("button", { type: "button", class: `button ${look}`, part: "button", onclick: act, ...attributes },
    glyph && icon(glyph), bare ? unseen(label) : h("span", {}, label));
}

/** A constructed style sheet, which no style-src forbids; null in browsers before 2023. */
function sheetOf(rules) {
  if (!("adoptedStyleSheets" in Document.prototype)) return null;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

function dress(root) {
  const sheet = sheetOf(STYLE);
  if (sheet) root.adoptedStyleSheets = [sheet];
  else root.append(h("style", {}, STYLE));
}

/** Adds rules to the page; returns how to take them away. */
function pageRules(rules) {
  const sheet = sheetOf(rules);
  if (!sheet) return () => {};
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}

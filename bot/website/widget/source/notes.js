// A text for the client to take along, in the client's own words: to copy, print or save as a file on this device.

/** The note as a slip with its buttons. Nothing of it is sent anywhere. `tell` says a line to screen readers. */
function noteSlip({ title, text }, say, tell) {
  const words = h("div", { class: "slip-text" }, text);
  const told = h("p", { class: "soft" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = say("note_copied");
    } catch (error) {
      // No leave to use the clipboard: the text is marked, so that one key copies it.
      getSelection().selectAllChildren(words);
      told.textContent = say("note_marked");
    }
    tell(told.textContent);
  };
  return h("section", { class: "slip", part: "note", "aria-label": title },
    h("strong", {}, title), words,
    h("div", { class: "ways" },
      button(say("note_copy"), copy),
      button(say("note_print"), () => printLines(title, [["", text]])),
      button(say("note_save"), () => saveFile(text, "note.txt"))),
    told);
}

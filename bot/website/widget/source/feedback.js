// Whether an answer helped, said with one tap.

/** Two buttons that end in a line of thanks. `tell(helpful)` sends it and sets entry.rated; `hear(line)` says it to screen readers. */
function feedbackRow(entry, say, tell, hear) {
  const words = h("span", { class: "soft" });
  const choices = [["yes", true], ["no", false]].map(([word, helpful]) => button(say(word), async () => {
    await tell(helpful).then(() => row.focus({ preventScroll: true }), () => {});
    show(entry.rated || "feedback_failed");
    hear(words.textContent);
  }, { look: "quiet" }));
  const row = h("div", { class: "status feedback", role: "group", "aria-label": say("feedback"), tabindex: "-1" }, words, choices);
  const show = (word) => {
    words.textContent = say(word);
    if (entry.rated) choices.forEach((choice) => choice.remove());
  };
  show(entry.rated || "feedback");
  return row;
}

// Whether an answer helped, said with one tap.

/**
 * Two buttons that end in a line of thanks, or in what may help instead. `tell(helpful)` sends it and sets entry.rated; `hear(line)` says it
 * to screen readers; `instead()` gives the nodes to go on with.
 */
function feedbackRow(entry, say, tell, hear, instead) {
  const words = h("span", { class: "soft" });
  const choices = [["yes", true], ["no", false]].map(([word, helpful]) => button(say(word), async () => {
    await tell(helpful).then(() => row.focus({ preventScroll: true }), () => {});
    show(entry.rated || "feedback_failed");
    row.scrollIntoView({ block: "nearest" });
    hear(row.textContent);
  }, { look: "quiet" }));
  const row = h("div", { class: "status feedback", role: "group", "aria-label": say("feedback"), tabindex: "-1" }, words, choices);
  const show = (word) => {
    words.textContent = say(word);
    if (entry.rated) choices.forEach((choice) => choice.remove());
    if (word === "feedback_sorry") row.append(h("div", { class: "choices" }, instead()));
  };
  show(entry.rated || "feedback");
  return row;
}

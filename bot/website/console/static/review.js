// Keys for the review list. They work only while a question of the list is selected, and never while somebody types.
const list = document.getElementById("review");
let place = 0;

function cards() {
  return [...list.querySelectorAll("article")];
}

list.addEventListener("keydown", (event) => {
  const card = event.target.closest("article");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const wanted = event.key.toLowerCase();
  const target = wanted === "r" ? card.querySelector("select") : card.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
  if (!target) return;
  event.preventDefault();
  if (wanted === "r") target.focus();
  else target.click();
});

// The next question takes the place of the one that was decided.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  place = cards().indexOf(event.target.closest("article"));
});
document.body.addEventListener("htmx:afterSettle", () => {
  for (const group of list.querySelectorAll(".group")) if (!group.querySelector("article")) group.remove();
  const left = cards();
  if (left.length && document.activeElement === document.body) left[Math.min(place, left.length - 1)].focus();
});

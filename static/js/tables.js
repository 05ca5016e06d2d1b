// Says in words that a table goes on to the side, where it does; the shadow at its edge is easily missed.
function tell(box, words) {
  let hint = null;
  const look = () => {
    const more = box.scrollWidth > box.clientWidth + 1;
    if (more && !hint) {
      hint = document.createElement("p");
      hint.className = "table-hint";
      hint.textContent = words;
      box.before(hint);
    }
    if (hint) hint.hidden = !more;
  };
  new ResizeObserver(look).observe(box);
}

export function hintAtWideTables() {
  const words = document.body.dataset.wide;
  if (words) for (const box of document.querySelectorAll(".table-scroll")) tell(box, words);
}

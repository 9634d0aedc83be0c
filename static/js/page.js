/* Saves a click; every page works without it. */

/* Year, period and borders apply at once. Not while someone moves through the list with
   the keyboard: every step would load a page; there the button stays the way. */
for (const form of document.querySelectorAll("form[data-submits-on-change]")) {
  let byKeyboard = false;
  form.addEventListener("keydown", () => { byKeyboard = true; });
  form.addEventListener("pointerdown", () => { byKeyboard = false; });
  form.addEventListener("change", () => { if (!byKeyboard) form.requestSubmit(); });
}

/* An open menu closes on Escape and on a click beside it. */
for (const menu of document.querySelectorAll("details[data-closes]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/* The table behind a chart is printed with it, also where the style sheet cannot open it. */
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.behind:not([open], .no-print)")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});

// Closes the phone menu on Escape, on a press outside and when focus leaves; without it the menu is a plain `details`.
(() => {
  const menu = document.querySelector("[data-menu]");
  if (!menu) return;
  const close = () => { menu.open = false; };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      close();
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) close(); });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
})();

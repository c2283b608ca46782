/* Videos, maps, posts: one press shows, here and now ("once") or from now on ("always"); focus moves to the frame. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-embed-play]");
  const template = button?.closest("[data-embed]").querySelector("template");
  if (!template) return;
  const frame = document.importNode(template.content, true).firstElementChild;
  frame.src += template.dataset.play || "";
  frame.loading = "eager";
  template.shown = [frame];
  template.once = button.dataset.embedPlay === "once";
  template.after(frame);
  template.parentElement.toggleAttribute("data-active", true);
  frame.focus();
  if (!template.once) document.dispatchEvent(new CustomEvent("consent:vendor", { detail: button.value }));
});

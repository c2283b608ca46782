// Keys that Wagtail's own shortcuts do not know: j and k walk a list, f, n and p go to a field.
// They are off while somebody types, and for those who switched Wagtail's shortcuts off in their account.
const inbox = document.querySelector("[data-inbox]");
const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;

function walk(step) {
  const rows = [...inbox.querySelectorAll("[data-inbox-row]")];
  const at = rows.indexOf(document.activeElement);
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (row) row.focus();
  return Boolean(row);
}

function goTo(key) {
  if (key === "f") return inbox.querySelector("[name=q]");
  const hint = [...inbox.querySelectorAll("[data-inbox-focus]")].find((node) => node.textContent === key);
  return hint ? document.getElementById(hint.dataset.inboxFocus) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || inbox.dataset.inbox === "off") return;
  const field = goTo(event.key);
  if (field) {
    if (more) more.open = true;
    field.focus();
  }
  const walked = inbox.querySelector("[data-inbox-row]") && { j: 1, k: -1 }[event.key];
  if (field || (walked && walk(walked))) event.preventDefault();
});

// On a wide screen there is room for what narrows the list.
const more = inbox.querySelector("[data-inbox-more]");
if (more && matchMedia("(width >= 50rem)").matches) more.open = true;

for (const select of inbox.querySelectorAll("[data-inbox-submit]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// A form without it posts as any form does. With it: a one-time key on the first touch, sending without leaving the
// page, a clear word when the network is slow, a warning before answers are lost. Nothing is stored in the browser.
const PATIENCE = 20000;
// Files on a slow line take longer than words.
const FILES_TAKE = 6;
const dirty = new Set();

addEventListener("beforeunload", (event) => {
  if (dirty.size) event.preventDefault();
});

function start(form) {
  if (form.dataset.started) return;
  form.dataset.started = "1";
  const { form_key: key, form_proof: proof } = form.elements;
  const button = form.querySelector("[type=submit]");
  const status = form.querySelector("[data-form-status]");
  const label = button.textContent;
  let asking = null;
  let working = null;
  let sending = false;

  const ask = () => {
    if (key.value || asking) return asking;
    asking = fetch(form.dataset.challenge, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) })
      .then((answer) => (answer.ok ? answer.json() : { key: "" }))
      .then((found) => {
        if (key.value || !found.key) return;
        key.value = found.key;
        if (found.puzzle) working = work(proof, found.puzzle).finally(() => { working = null; });
      })
      .catch(() => {})
      .finally(() => { asking = null; });
    return asking;
  };
  for (const touch of ["focusin", "pointerdown", "input"]) form.addEventListener(touch, ask, { passive: true });
  form.addEventListener("input", () => dirty.add(form));

  branch(form);
  form.addEventListener("change", () => branch(form));

  const say = (words, busy) => {
    sending = busy;
    status.textContent = words;
    button.setAttribute("aria-disabled", String(busy));
  };
  const unconfirmed = () => {
    say(form.dataset.unconfirmed, false);
    button.textContent = form.dataset.again;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    const chosen = event.submitter;
    say(form.dataset.sending, true);
    try {
      await ask();
      if (working) {
        say(proof.dataset.checking, true);
        await working;
        say(form.dataset.sending, true);
      }
      const data = new FormData(form);
      const body = form.enctype === "multipart/form-data" ? await light(form, data) : new URLSearchParams(data);
      if (chosen?.name) body.set(chosen.name, chosen.value);
      const answer = await fetch(form.action, {
        method: "POST", body, credentials: "omit", cache: "no-store",
        signal: AbortSignal.timeout(body instanceof FormData ? PATIENCE * FILES_TAKE : PATIENCE),
      });
      const page = await answer.text();
      if (answer.status >= 500) return unconfirmed();
      if (answer.redirected && answer.ok) {
        dirty.delete(form);
        say("", false);
        button.textContent = label;
        location.assign(answer.url);
      } else {
        show(page, form);
      }
    } catch {
      unconfirmed();
    }
  });
}

// Solves the puzzle that came with the key while the visitor types. Without it the server asks once more.
async function work(proof, puzzle) {
  try {
    const { solve } = await import(proof.dataset.module);
    proof.value = await solve(puzzle);
  } catch {
    proof.value = "";
  }
}

// Shows what follows an answer only while that answer is chosen. The server decides the same, whatever is shown.
function branch(form) {
  form.querySelectorAll("[data-when]").forEach((group) => {
    const chosen = form.elements[group.dataset.when]?.value;
    group.hidden = group.disabled = chosen !== group.dataset.value;
  });
}

// Files travel as they are when the module that makes photos smaller does not come.
async function light(form, data) {
  try {
    const { lighter } = await import(form.querySelector("[data-file]").dataset.module);
    return await lighter(data);
  } catch {
    return data;
  }
}

// Puts the answer's page in place of this one: errors, a question, or a refusal, with the answers in it.
function show(page, form) {
  const next = new DOMParser().parseFromString(page, "text/html");
  const main = next.querySelector("main");
  if (!main) return form.submit();
  dirty.delete(form);
  document.title = next.title;
  document.querySelector("main").replaceWith(main);
  main.querySelectorAll("[data-form]").forEach((shown) => { start(shown); dirty.add(shown); });
  focusFirst(main);
}

function focusFirst(root) {
  const target = root.querySelector("[data-focus]");
  if (!target) return root === document || scrollTo(0, 0);
  target.focus();
  target.scrollIntoView({ block: "start" });
}

document.querySelectorAll("[data-form]").forEach(start);
focusFirst(document);

// A form without it posts as any form does. With it: a one-time key on the first touch, sending without leaving the
// page, a clear word when the network is slow, a warning before answers are lost. Nothing is stored in the browser.
const PATIENCE = 20000;
// Files on a slow line take longer than words.
const FILES_TAKE = 6;
const dirty = new Set();

addEventListener("beforeunload", (event) => {
  if (dirty.size) event.preventDefault();
});

// Gives up after so many milliseconds; older browsers have no AbortSignal.timeout.
function patience(milliseconds) {
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(), milliseconds);
  return waiting.signal;
}

function start(form) {
  if (form.dataset.started) return;
  form.dataset.started = "1";
  const { form_key: key, form_proof: proof } = form.elements;
  // Some browsers put back what stood here before the page was loaded again: no answer is lost, but these are no answers.
  for (const input of form.querySelectorAll("[type=hidden]")) input.value = input.defaultValue;
  for (const tick of form.querySelectorAll("[data-tick]")) tick.checked = tick.defaultChecked;
  const button = form.querySelector("[type=submit]");
  const status = form.querySelector("[data-form-status]");
  const label = button.textContent;
  let asking = null;
  let working = null;
  let sending = false;
  let plain = false;

  const ask = () => {
    if (key.value || asking) return asking;
    asking = fetch(form.dataset.challenge, { cache: "no-store", credentials: "omit", signal: patience(PATIENCE) })
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

  // Whatever this browser lacks, the form goes the way of any form; the button that was pressed goes with it.
  const postPlainly = (chosen) => {
    plain = true;
    dirty.clear();
    say("", false);
    const carried = Object.assign(document.createElement("input"), { type: "hidden", name: chosen?.name || "", value: chosen?.value || "" });
    if (carried.name) form.append(carried);
    form.submit();
  };

  const prepare = async (chosen) => {
    if (!window.fetch) throw new Error("nothing to send with");
    await ask();
    if (working) {
      say(proof.dataset.checking, true);
      await working;
      say(form.dataset.sending, true);
    }
    const data = new FormData(form);
    const body = form.enctype === "multipart/form-data" ? await light(form, data) : new URLSearchParams(data);
    if (chosen?.name) body.set(chosen.name, chosen.value);
    return { method: "POST", body, credentials: "omit", cache: "no-store", signal: patience(body instanceof FormData ? PATIENCE * FILES_TAKE : PATIENCE) };
  };

  // Returns status, address and page of the answer; nothing when none came in time.
  const post = async (request) => {
    try {
      const answer = await fetch(form.action, request);
      return { answer, page: await answer.text() };
    } catch {
      return null;
    }
  };

  form.addEventListener("submit", async (event) => {
    if (plain) return;
    event.preventDefault();
    if (sending) return;
    const chosen = event.submitter;
    say(form.dataset.sending, true);
    let posted = false;
    try {
      const request = await prepare(chosen);
      posted = true;
      const { answer, page } = (await post(request)) || {};
      if (!answer || answer.status >= 500) return unconfirmed();
      if (answer.redirected && answer.ok) {
        dirty.delete(form);
        say("", false);
        button.textContent = label;
        location.assign(answer.url);
      } else {
        show(page, form);
      }
    } catch {
      // What has been sent may have arrived: it is sent again only by whoever wants it to be.
      if (posted) unconfirmed();
      else postPlainly(chosen);
    }
  });
  form.addEventListener("input", () => dirty.add(form));
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

// A form that cannot be started stays a plain one, and the others start all the same.
document.querySelectorAll("[data-form]").forEach((form) => {
  try { start(form); } catch { /* Nothing of it listens to what is sent. */ }
});
focusFirst(document);

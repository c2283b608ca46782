// Work for the browser before it asks for a code: begun on the first touch of a form, sent along with it. Without it, or
// where it does not succeed, the form posts all the same; such posts are counted more closely.
const PATIENCE = 5000;

function start(form) {
  const { work_key: key, work_proof: proof } = form.elements;
  let working = null;
  let posting = false;

  const work = async () => {
    try {
      const answer = await fetch(form.dataset.work, { cache: "no-store", credentials: "omit" });
      if (!answer.ok) return;
      const found = await answer.json();
      const { solve } = await import(form.dataset.module);
      proof.value = await solve(found.puzzle);
      key.value = found.key;
    } catch {
      // An older browser, or a page without TLS.
    }
  };
  const begin = () => {
    working = working || work();
  };
  for (const touch of ["focusin", "pointerdown", "input"]) form.addEventListener(touch, begin, { passive: true });

  form.addEventListener("submit", (event) => {
    begin();
    if (key.value) return;
    event.preventDefault();
    if (posting) return;
    posting = true;
    Promise.race([working, new Promise((done) => setTimeout(done, PATIENCE))]).then(() => form.submit());
  });

  // Back again: a key is good for one post.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [working, posting, key.value, proof.value] = [null, false, "", ""];
  });
}

for (const form of document.querySelectorAll("form[data-work]")) start(form);

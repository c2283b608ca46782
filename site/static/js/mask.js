// A document is blacked out here, on the person's own device. What was chosen never leaves the page: only the picture
// drawn anew, with the boxes burnt into it, is put into the form. Without this script the form below asks for a covered
// document instead.
document.querySelectorAll("[data-mask]").forEach((form) => {
  const LONGEST = 2000;
  const SMALLEST = 2;
  const find = (name) => form.querySelector(`[data-mask-${name}]`);
  const [photo, work, stage, canvas, result] = ["photo", "work", "stage", "canvas", "result"].map(find);
  const [error, unreadable] = ["error", "unreadable"].map(find);
  const checks = [...form.querySelectorAll("[data-mask-check]")];
  const boxes = () => [...stage.querySelectorAll("button")];
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  let picture = null;
  let count = 0;

  let jpeg;
  const plain = document.querySelector("[data-mask-plain]");
  const cannot = () => {
    form.hidden = true;
    plain.open = true;
    document.querySelector("[data-mask-cannot]").hidden = false;
  };
  // A browser that does not give back what was drawn would send noise, or a document that nothing covers.
  const begin = async () => {
    const module = await import(form.dataset.module);
    if (!module.reads() || !new DataTransfer()) return cannot();
    jpeg = module.jpeg;
    form.hidden = false;
    plain.open = Boolean(document.querySelector("#covered-error"));
  };
  begin().catch(cannot);

  photo.addEventListener("change", async () => {
    const [file] = photo.files;
    if (!file) return;
    unreadable.textContent = "";
    try {
      picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      picture = null;
      unreadable.textContent = form.dataset.unreadable;
    }
    work.hidden = !picture;
    for (const box of boxes()) box.remove();
    checks.forEach((check) => { check.checked = false; });
    error.textContent = "";
    if (picture) draw(canvas);
  });

  function draw(target) {
    const ratio = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    target.width = Math.round(picture.width * ratio);
    target.height = Math.round(picture.height * ratio);
    const pen = target.getContext("2d");
    pen.drawImage(picture, 0, 0, target.width, target.height);
    return pen;
  }

  // A box is placed in hundredths of the photo, so that it stays over the same spot on every screen.
  function add(left, top, width, height) {
    const box = document.createElement("button");
    box.type = "button";
    box.className = "mask__box";
    box.setAttribute("aria-label", form.dataset.box.replace("{n}", ++count));
    stage.append(box);
    place(box, left, top, width, height);
    return box;
  }

  function place(box, left, top, width, height) {
    const size = [Math.min(Math.max(width, SMALLEST), 100), Math.min(Math.max(height, SMALLEST), 100)];
    box.at = [within(left, 100 - size[0]), within(top, 100 - size[1]), ...size];
    ["left", "top", "width", "height"].forEach((name, index) => { box.style[name] = `${box.at[index]}%`; });
  }

  function spot(event) {
    const { left, top, width, height } = stage.getBoundingClientRect();
    return [within(((event.clientX - left) / width) * 100, 100), within(((event.clientY - top) / height) * 100, 100)];
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    const from = spot(event);
    const held = event.target.closest("button");
    const box = held || add(...from, SMALLEST, SMALLEST);
    const start = [...box.at];
    box.focus();
    stage.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const to = spot(moved);
      if (held) place(box, start[0] + to[0] - from[0], start[1] + to[1] - from[1], start[2], start[3]);
      else place(box, Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
    };
    stage.addEventListener("pointermove", move);
    const end = () => stage.removeEventListener("pointermove", move);
    stage.addEventListener("pointerup", end, { once: true });
    stage.addEventListener("pointercancel", end, { once: true });
  });

  stage.addEventListener("keydown", (event) => {
    const box = event.target.closest("button");
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!box || !(step || ["Delete", "Backspace"].includes(event.key))) return;
    event.preventDefault();
    const [left, top, width, height] = box.at;
    if (!step) {
      box.remove();
      (boxes().at(-1) || find("add")).focus();
    } else if (event.shiftKey) place(box, left, top, width + step[0], height + step[1]);
    else place(box, left + step[0], top + step[1], width, height);
  });

  find("add").addEventListener("click", () => add(30, 40, 40, 20).focus());

  form.addEventListener("submit", async (event) => {
    if (result.files.length) return;
    event.preventDefault();
    const done = picture && boxes().length && checks.every((check) => check.checked);
    error.textContent = done ? "" : form.dataset.missing;
    if (!done) return;
    const burnt = document.createElement("canvas");
    const pen = draw(burnt);
    stamp(pen, burnt);
    pen.fillStyle = "black";
    boxes().forEach(({ at: [left, top, width, height] }) => {
      const [x, y] = [(left / 100) * burnt.width, (top / 100) * burnt.height];
      pen.fillRect(x, y, (width / 100) * burnt.width, (height / 100) * burnt.height);
    });
    try {
      const carried = new DataTransfer();
      carried.items.add(await jpeg(burnt, "copy.jpg", 0.9));
      photo.value = "";
      result.files = carried.files;
      form.requestSubmit();
    } catch {
      cannot();
    }
  });

  // Says what the copy is for, across it, so that nobody can use it for anything else.
  function stamp(pen, { width, height }) {
    const font = (size) => { pen.font = `600 ${size}px sans-serif`; };
    pen.save();
    font(100);
    const size = Math.min(width, height * 2) * 85 / pen.measureText(form.dataset.stamp).width;
    font(size);
    pen.textAlign = "center";
    pen.translate(width / 2, height / 2);
    pen.rotate(-Math.atan2(height, width) / 3);
    pen.lineWidth = size / 8;
    pen.strokeStyle = "rgba(255, 255, 255, 0.6)";
    pen.fillStyle = "rgba(20, 20, 19, 0.6)";
    [-1, 0, 1].forEach((line) => {
      pen.strokeText(form.dataset.stamp, 0, (line * height) / 4);
      pen.fillText(form.dataset.stamp, 0, (line * height) / 4);
    });
    pen.restore();
  }

  // Back from the next page: nothing of the last picture waits to be sent again.
  addEventListener("pageshow", () => { result.value = ""; });
});

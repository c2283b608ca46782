// Photos are made smaller before they travel: 2000 pixels show a tyre well, and a slow line carries them in seconds.
// What cannot be read here travels as it is; the server looks at every file anyway.
const LONGEST = 2000;

// Returns the same form data with large photos replaced by smaller ones.
export async function lighter(data) {
  const light = new FormData();
  for (const [name, value] of data) light.append(name, value instanceof File ? await smaller(value) : value);
  return light;
}

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !reads()) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const ratio = LONGEST / Math.max(picture.width, picture.height);
    if (ratio >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * ratio);
    canvas.height = Math.round(picture.height * ratio);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await jpeg(canvas, `${file.name.replace(/\.[^.]*$/, "")}.jpg`, 0.85, picture);
  } catch {
    return file;
  }
}

// Some browsers hand out noise in place of what was drawn, so that nobody is known by it; others draw nothing when
// memory is short. A picture made here is trusted only after it has been looked at again.
const SIDE = 16;
const FAR = 24;

// Draws on a small canvas of its own and returns its colours, from the top left.
function colours(draw) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, SIDE, SIDE);
  draw(pen);
  return pen.getImageData(0, 0, SIDE, SIDE).data;
}

const alike = (one, other) => one.reduce((sum, value, at) => sum + Math.abs(value - other[at]), 0) < FAR * one.length;

// Returns whether this browser gives back what was drawn: a black half beside an orange one.
export function reads() {
  try {
    const found = colours((pen) => {
      pen.fillStyle = "#000";
      pen.fillRect(0, 0, SIDE / 2, SIDE);
      pen.fillStyle = "#ff8000";
      pen.fillRect(SIDE / 2, 0, SIDE / 2, SIDE);
    });
    return alike(found, found.map((_, at) => (at % (4 * SIDE) < 2 * SIDE ? [0, 0, 0, 255] : [255, 128, 0, 255])[at % 4]));
  } catch {
    return false;
  }
}

// Returns a canvas as a JPEG file; rejects when the file does not look like what was to be drawn.
export async function jpeg(canvas, name, quality, like = canvas) {
  const drawn = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
  const small = (source) => colours((pen) => pen.drawImage(source, 0, 0, SIDE, SIDE));
  if (!reads() || !alike(small(like), small(await createImageBitmap(drawn)))) throw new Error("not what was drawn");
  return new File([drawn], name, { type: drawn.type });
}

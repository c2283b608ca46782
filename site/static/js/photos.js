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
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
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
    const drawn = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return drawn ? new File([drawn], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: drawn.type }) : file;
  } catch {
    return file;
  }
}

// Work for the browser in ALTCHA's format, version 2: tries numbers until the key derived from one begins as asked.
// The deriving happens outside this thread, so typing never waits; the solution is what the server's altcha expects.
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Returns the payload to send with the form; rejects when the browser has no cryptography (a page without TLS).
export async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix, algorithm } = challenge.parameters;
  const [name, hash] = algorithm.split("/");
  const secret = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const number = new DataView(secret.buffer, secret.length - 4);
  const how = { name, hash, salt: bytes(salt), iterations: cost };
  const began = performance.now();
  for (let counter = 0; ; counter += 1) {
    number.setUint32(0, counter);
    const base = await crypto.subtle.importKey("raw", secret, name, false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, base, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) {
      const time = Math.round(performance.now() - began);
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey, time } }));
    }
  }
}

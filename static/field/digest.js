// The same text and hash that the server computes: sorted keys, no blanks, UTF-8.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    const pairs = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${pairs.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isInteger(value)) throw new TypeError("only whole numbers can be hashed");
  return JSON.stringify(value);
}

export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function sha256OfPayload(payload) {
  return sha256(new TextEncoder().encode(canonical(payload)));
}

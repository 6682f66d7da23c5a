// The door: where it is, the key for it, and what is sent to it.

/* Bytes that a page may have at the door. */
export const LARGEST = 49_000_000;

export async function door() {
  const { address = "", key = "" } = await chrome.storage.local.get(["address", "key"]);
  return { address, key };
}

/* The origin that a person wrote, or "" where it is none. */
export function originOf(written) {
  try {
    const url = new URL(written);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.origin : "";
  } catch {
    return "";
  }
}

/* The pattern for which leave is asked: the door's own host, and no other. Patterns know no ports. */
export function patternOf(origin) {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}

async function send(path, type, body) {
  const { address, key } = await door();
  if (!address || !key) throw new Error("Say first where your Atlas is: in this extension's options.");
  const answer = await fetch(address + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": type },
    body,
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
  if (answer.ok) return;
  const told = await answer.json().catch(() => ({}));
  throw new Error(told.detail || `The door answered ${answer.status}.`);
}

export function sendAddress(url, title) {
  return send("/api/drops", "application/json", JSON.stringify({ url, title: (title || "").slice(0, 1000) }));
}

export function sendPage(url, html) {
  const body = new Blob([html]);
  if (body.size > LARGEST) throw new Error("The page is larger than 49 MB.");
  return send(`/api/pages?url=${encodeURIComponent(url)}`, "text/html", body);
}

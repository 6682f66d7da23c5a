// Where the door is, and the key for it: kept in this browser alone.

import { door, originOf, patternOf } from "./door.js";

const [form, address, key, told] = ["form", "address", "key", "told"].map((id) => document.getElementById(id));

door().then((known) => {
  address.value = known.address;
  key.value = known.key;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const origin = originOf(address.value);
  if (!origin) {
    told.textContent = "That is no address of a door.";
    return;
  }
  // Asked for within the press itself, or a browser does not ask.
  const granted = await chrome.permissions.request({ origins: [patternOf(origin)] });
  if (!granted) {
    told.textContent = "Without leave to reach the door nothing can be sent.";
    return;
  }
  await chrome.storage.local.set({ address: origin, key: key.value.trim() });
  told.textContent = "Saved.";
});

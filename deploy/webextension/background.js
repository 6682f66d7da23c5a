// What happens when somebody presses the button, a key, or picks an entry of the menu.

import { sendAddress, sendPage } from "./door.js";

const MENUS = {
  page: { title: "Keep this page as it is now", contexts: ["page"] },
  address: { title: "Keep this page's address", contexts: ["page"] },
  link: { title: "Keep what this link leads to", contexts: ["link"] },
};

/* Runs in the page: the document as it stands now, without its scripts, for they have run already. */
export function serialised() {
  const copy = document.documentElement.cloneNode(true);
  for (const one of copy.querySelectorAll("script, noscript, input[type=password]")) one.remove();
  const base = copy.querySelector("base") || document.createElement("base");
  base.setAttribute("href", document.baseURI);
  if (!base.parentNode) (copy.querySelector("head") || copy).prepend(base);
  return `<!doctype html>\n${copy.outerHTML}`;
}

export async function keepPage(tab) {
  const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: serialised });
  await sendPage(tab.url, result);
}

/* Does it, and says on the button how it went. */
async function told(tab, deed) {
  const say = (text, title) =>
    Promise.all([
      chrome.action.setBadgeText({ tabId: tab?.id, text }),
      chrome.action.setTitle({ tabId: tab?.id, title }),
    ]);
  try {
    await say("…", "Sending");
    await deed();
    await say("✓", "It is in Atlas's inbox");
  } catch (error) {
    await say("!", error.message);
    if (/options/.test(error.message)) chrome.runtime.openOptionsPage();
  }
}

chrome.runtime.onInstalled.addListener(() => {
  for (const [id, menu] of Object.entries(MENUS)) chrome.contextMenus.create({ id, ...menu });
});

chrome.action.onClicked.addListener((tab) => told(tab, () => keepPage(tab)));

chrome.commands.onCommand.addListener((command, tab) => {
  if (command === "keep-address") told(tab, () => sendAddress(tab.url, tab.title));
});

chrome.contextMenus.onClicked.addListener((info, tab) => {
  if (info.menuItemId === "page") told(tab, () => keepPage(tab));
  if (info.menuItemId === "address") told(tab, () => sendAddress(tab.url, tab.title));
  if (info.menuItemId === "link") told(tab, () => sendAddress(info.linkUrl, ""));
});

"""One page open in a browser: sent to an address, waited for, read out.

What is asked of the page is asked in a world of our own beside its scripts, which they
cannot reach into.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from atlas.fetch.devtools import Declined, Devtools

WORLD = "atlas"
LOOK = 0.25
PROMPT = 2.0
"""Seconds a browser may take for what needs no network."""
BLANK = "about:blank"
# WebRTC alone can send past a proxy; a browser that is kept from it finds no way out to offer.
WAYS_OUT = """(async () => {
  if (!self.RTCPeerConnection) return 0;
  const call = new RTCPeerConnection();
  let found = 0;
  call.onicecandidate = (event) => { if (event.candidate) found += 1; };
  call.createDataChannel('');
  const gathered = new Promise((done) => {
    call.onicegatheringstatechange = () => { if (call.iceGatheringState === 'complete') done(0); };
    setTimeout(done, 1000, 1);
  });
  await call.setLocalDescription();
  const late = await gathered;
  call.close();
  return found + late;
})()"""
# A page may have elements named "documentElement" and the like: the prototype's own are asked.
OWN = "const own = (name) => Reflect.get(Document.prototype, name, document);"
COUNT = f"(() => {{ {OWN} return own('querySelectorAll').call(document, '*').length; }})()"
STATE = f"""(() => {{ {OWN}
  const [visit] = performance.getEntriesByType('navigation');
  return {{
    url: visit ? visit.name : location.href,
    status: (visit && visit.responseStatus) || 200,
    type: own('contentType'),
    whole: own('readyState') !== 'loading',
  }};
}})()"""
# What is inside components is part of what a reader sees: their shadow trees are written out as well.
MARKUP = f"""(() => {{ {OWN}
  const root = own('documentElement'), type = own('doctype');
  const written = (one) => one ? new XMLSerializer().serializeToString(one) : '';
  if (!(root instanceof HTMLElement) || own('contentType') !== 'text/html') return new Blob([written(document)]);
  const shadows = [];
  const gather = (tree) => {{
    for (const one of tree.querySelectorAll('*')) if (one.shadowRoot) {{
      shadows.push(one.shadowRoot);
      gather(one.shadowRoot);
    }}
  }};
  gather(root);
  const inner = root.getHTML ? root.getHTML({{shadowRoots: shadows}}) : root.innerHTML;
  const outer = root.cloneNode(false).outerHTML;
  return new Blob([written(type), outer.slice(0, outer.lastIndexOf('</')), inner, '</html>']);
}})()"""


@dataclass(frozen=True)
class State:
    """Where a page has come to."""

    url: str
    status: int
    media_type: str
    whole: bool
    """Whether it was read to its end."""


class Tab:
    """The one page of a browser that is asked."""

    def __init__(self, devtools: Devtools, monotonic: Callable[[], float], until: float) -> None:
        self._devtools = devtools
        self._monotonic = monotonic
        self._idle = False
        self._world: int | None = None
        self.version = self._open(until)

    def _open(self, until: float) -> str:
        """Returns the browser's own name for itself, without the word that it runs headless."""
        ask = self._devtools.ask
        version = ask("Browser.getVersion", until)
        ask("Browser.setDownloadBehavior", until, behavior="deny")
        self._frame = ask("Target.createTarget", until, url=BLANK)["targetId"]
        session = ask("Target.attachToTarget", until, targetId=self._frame, flatten=True)
        self._devtools.enter(session["sessionId"])
        ways = ask("Runtime.evaluate", until, expression=WAYS_OUT, awaitPromise=True, returnByValue=True)
        if ways["result"].get("value") != 0:
            raise Declined("it would send past Atlas's proxy")
        self._devtools.listen("Page.lifecycleEvent", self._lived)
        self._devtools.listen("Page.frameRequestedNavigation", self._left)
        self._devtools.listen("Page.javascriptDialogOpening", self._interrupted)
        ask("Page.enable", until)
        ask("Page.setLifecycleEventsEnabled", until, enabled=True)
        agent = version["userAgent"].replace("HeadlessChrome", "Chrome")
        ask("Emulation.setUserAgentOverride", until, userAgent=agent)
        return str(version["product"]).removeprefix("Headless")

    def go(self, address: str, until: float) -> str:
        """Goes to an address; returns the browser's word for what went wrong, or ""."""
        told = self._devtools.ask("Page.navigate", until, url=address)
        return "download" if told.get("isDownload") else str(told.get("errorText", ""))

    def settle(self, moved: Callable[[], int], until: float) -> bool:
        """Waits until the network is still and the page with it; returns whether it came to that."""
        before: object = None
        while self._monotonic() < until:
            self._devtools.heed(min(self._monotonic() + LOOK, until))
            now = (self._evaluated(COUNT, until), moved()) if self._idle else None
            if now and now == before:
                return True
            before = now
        return False

    def state(self, until: float) -> State:
        """Returns where the page is."""
        told = self._evaluated(STATE, until)
        return State(str(told["url"]), int(told["status"]), str(told["type"]), bool(told["whole"]))

    def lost(self, until: float) -> str:
        """Returns the address the browser shows an error for, or ""."""
        frame = self._devtools.ask("Page.getFrameTree", until)["frameTree"]["frame"]
        return str(frame.get("unreachableUrl", ""))

    def markup(self, until: float) -> "Markup":
        """Returns what the page looks like now, in markup, as a stream of UTF-8."""
        blob = self._asked("Runtime.evaluate", until, expression=MARKUP)["result"]
        return Markup(self._devtools, blob["objectId"], until)

    def _evaluated(self, expression: str, until: float) -> Any:
        return self._asked("Runtime.evaluate", until, expression=expression, returnByValue=True)["result"].get("value")

    def _asked(self, method: str, until: float, **given: object) -> dict[str, Any]:
        for last in (False, True):
            if self._world is None:
                made = self._devtools.ask("Page.createIsolatedWorld", until, frameId=self._frame, worldName=WORLD)
                self._world = made["executionContextId"]
            try:
                return self._devtools.ask(method, until, contextId=self._world, **given)
            except Declined:
                # The page went on to another address, and the world we had beside it went with it.
                self._world = None
                if last:
                    raise
        raise AssertionError

    def _lived(self, event: dict[str, Any]) -> None:
        if event["frameId"] != self._frame:
            return
        if event["name"] == "init":
            self._world, self._idle = None, False
        self._idle = self._idle or event["name"] == "networkIdle"

    def _left(self, event: dict[str, Any]) -> None:
        if event["frameId"] == self._frame:
            self._idle = False

    def _interrupted(self, event: dict[str, Any]) -> None:
        leaving = event["type"] == "beforeunload"
        self._devtools.tell("Page.handleJavaScriptDialog", self._monotonic() + PROMPT, accept=leaving)


class Markup:
    """A page's markup, read from the browser piece by piece."""

    def __init__(self, devtools: Devtools, blob: str, until: float) -> None:
        self._devtools = devtools
        self._until = until
        self._handle = "blob:" + devtools.ask("IO.resolveBlob", until, objectId=blob)["uuid"]

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """Returns the next bytes there are, or none at the end."""
        told = self._devtools.ask("IO.read", self._until, handle=self._handle, size=amt)
        data = str(told["data"])
        return base64.b64decode(data) if told.get("base64Encoded") else data.encode()

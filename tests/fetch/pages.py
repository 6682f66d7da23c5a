"""Small pages for the judge, made by hand: what he must tell from a page, and what he must leave alone."""

from dataclasses import dataclass, field

from atlas.fetch.judge import judgement_of
from atlas.fetch.seen import Seen
from atlas.model.verdict import Judgement

URL = "https://good.example/2026/how-to-cool-a-pi"
SENTENCE = "Cooling a small board is mostly a matter of letting warm air leave its case before it gets warmer still. "
PROSE = f"<p>{SENTENCE * 2}</p>"
ARTICLE = f"<article>{PROSE * 12}</article>"
NOTE = f"<p>{SENTENCE}</p>"
MENU = "<nav>" + "".join(f'<a href="/{n}">Part {n} of the menu</a>' for n in range(150)) + "</nav>"
PASSWORD = '<form action="/session"><input name="user"><input type="password" name="p"><button>Go</button></form>'
SCRIPT = '<script src="/app.js"></script>'
FLAGGED = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
OG_ARTICLE = '<meta property="og:type" content="article">'
NOINDEX = '<meta name="robots" content="noindex, nofollow">'


@dataclass(frozen=True)
class Case:
    """A page, with where it was asked for and where it came from."""

    verdict: str
    title: str = ""
    body: str = ""
    head: str = ""
    asked: str = URL
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def page(self) -> bytes:
        return f"<!doctype html><html><head><title>{self.title}</title>{self.head}</head><body>{self.body}".encode()

    @property
    def seen(self) -> Seen:
        headers = {"content-type": "text/html; charset=utf-8", **self.headers}
        return Seen(self.asked, self.url or self.asked, headers, self.page)

    @property
    def judgement(self) -> Judgement:
        return judgement_of(self.seen, self.status, torn=False, empty=False)


def told(text: str) -> str:
    return f"<h1>{text}</h1>"


# fmt: off
CASES = {
    # challenge
    "a header of Cloudflare": Case("challenge", "Good", ARTICLE, headers={"cf-mitigated": "challenge"}),
    "a header of Amazon": Case("challenge", "", "", headers={"x-amzn-waf-action": "captcha"}),
    "a header of Vercel": Case("challenge", "", "", headers={"x-vercel-mitigated": "challenge"}),
    "Cloudflare's options": Case("challenge", "good.example", "<p>Wait.</p><script>window._cf_chl_opt={}</script>"),
    "DataDome's host": Case("challenge", "good.example", "<p>Please enable JS</p><script>var dd={'host':'geo.captcha-delivery.com'}</script>"),
    "a box to press and hold": Case("challenge", "Good Shop", '<div id="px-captcha"></div><p>Hold it.</p>'),
    "a form of riddles": Case("challenge", "Shop", '<form action="/errors/validateCaptcha"><input name="c"></form>'),
    "a filler on next to nothing": Case("challenge", "", '<iframe src="/_Incapsula_Resource?x=1"></iframe>'),
    "a title of its own": Case("challenge", "Just a moment...", told("good.example")),
    "a title with the site's name": Case("challenge", "Attention Required! | Cloudflare", NOTE),
    "a refusal under a title": Case("challenge", "403 Forbidden", "<center>nginx</center>"),
    "a doubtful title borne out": Case("challenge", "Access denied", "<p>Your IP address has been blocked.</p>"),
    "wording alone": Case("challenge", "Good Example", "<p>Please verify you are not a robot to go on.</p>"),
    "wording in German": Case("challenge", "Gut", "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>"),
    "longer wording on an unlisted page": Case("challenge", "Good", NOTE * 5 + "<p>Your request was blocked.</p>", NOINDEX),
    "a challenge with its refusal": Case("challenge", "Just a moment...", "", status=403),
    # soft-404
    "a missing page": Case("soft-404", "Page not found - Good Example", told("Oops!") + "<p>Try the search.</p>"),
    "a number and words": Case("soft-404", "404 Not Found", told("Not Found")),
    "a missing page in a menu": Case("soft-404", "Page not found | Good", MENU + told("Nothing.")),
    "a missing page in French": Case("soft-404", "Page introuvable – Bon", told("Désolé")),
    "a missing page in Japanese": Case("soft-404", "ページが見つかりません | よい", told("404")),
    "an apology": Case("soft-404", "Good Example", "<p>Sorry, the page you are looking for does not exist.</p>"),
    "a doubtful title with an apology": Case("soft-404", "Oops!", NOTE * 3 + "<p>We could not find that page.</p>"),
    "an offer that is over": Case("soft-404", "Good Jobs", "<p>This job is no longer available.</p>"),
    # login
    "a form under its title": Case("login", "Log in | Good", told("Log in") + PASSWORD),
    "a form that says so": Case("login", "Good Forum", "<p>You must be logged in to view this thread.</p>" + PASSWORD),
    "a redirect to a form": Case("login", "Good", PASSWORD, url="https://good.example/users/sign_in?return=1"),
    "a redirect to a login elsewhere": Case("login", "Konto", "<p>Weiter</p>", url="https://login.microsoftonline.com/common"),
    "a redirect to a host for logins": Case("login", "Willkommen", PASSWORD, url="https://sso.good.example/"),
    "wording of a login": Case("login", "Good", "<p>Please log in to continue.</p>"),
    # consent
    "a redirect to ask for consent": Case("consent", "Before you go", NOTE, url="https://consent.google.com/m?continue=x"),
    "a redirect to a wall": Case("consent", "Good", NOTE, url="https://cookiewall.good.example/?next=/"),
    "a title that asks": Case("consent", "Bevor Sie zu Google weitergehen", NOTE),
    "wording of a wall": Case("consent", "Good", "<p>We use cookies. Accept them to continue to the article.</p>"),
    # parked
    "a redirect to a market": Case("parked", "good.example", ARTICLE, url="https://www.hugedomains.com/domain_profile.cfm?d=good.example"),
    "a title with an offer": Case("parked", "good.example is for sale", NOTE),
    "wording of an offer": Case("parked", "good.example", "<p>This domain may be for sale. Buy this domain.</p>"),
    "frames of a parking lot": Case("parked", "good.example", '<iframe src="//www.sedoparking.com/x"></iframe><p>Links</p>'),
    "scripts of a parking lot": Case("parked", "good", '<script src="https://img.sedoparking.com/a.js"></script><p>Links</p>'),
    # hollow
    "an empty root": Case("hollow", "App", f'<div id="root"></div>{SCRIPT}'),
    "a root that loads": Case("hollow", "App", f'<div id="__next"><p>Loading…</p></div>{SCRIPT}'),
    "a notice to those without scripts": Case("hollow", "App", f"<noscript>You need to enable JavaScript.</noscript>{SCRIPT}"),
    "a notice in the open": Case("hollow", "App", f"<p>This site requires JavaScript.</p>{SCRIPT}"),
    "a way to elsewhere": Case("hollow", "Moved", "<p>Moved.</p>", '<meta http-equiv="refresh" content="0; url=/new">'),
    "nothing at all": Case("hollow"),
    "comments alone": Case("hollow", "", "<!-- a page would be here --><style>p{}</style>"),
    "a script alone": Case("hollow", "Good", SCRIPT),
    "a notice alone": Case("hollow", "App", "<noscript>You need to enable JavaScript.</noscript>"),
    # paywall
    "a teaser": Case("paywall", "Good News", PROSE * 2, FLAGGED),
    "a teaser in a graph": Case("paywall", "Good", PROSE, FLAGGED.replace('{"@type', '{"@graph": [{"@type').replace("}<", "}]}<")),
    "a teaser in markup": Case("paywall", "Good", '<meta itemprop="isAccessibleForFree" content="false">' + PROSE),
    # pages
    "an article": Case("page", "How to cool a Pi - Good", ARTICLE),
    "a title": Case("page", "Good"),
    "a note": Case("page", "Note", NOTE),
    "a picture": Case("page", "Comic", '<img src="a.png">'),
    "an article about error pages": Case("page", "404 Not Found: the history of a page", ARTICLE + told("404 Not Found")),
    "a short piece about error pages": Case("page", "The best 404 pages of the year", "<p>Ten error pages that made us smile.</p>"),
    "a reference of a status": Case("page", "404 Not Found", NOTE, asked="https://good.example/docs/status/404"),
    "an article called as a missing page": Case("page", "Page not found", ARTICLE),
    "an article about captchas": Case("page", "Why captchas annoy", ARTICLE + "<p>Verify you are human, it said.</p>"),
    "a short piece about captchas": Case("page", "Captchas", "<p>Nobody likes captchas, and robots like them least.</p>"),
    "an article about cookie walls": Case("page", "Cookie walls, explained", ARTICLE + "<p>Accept cookies to continue.</p>"),
    "an article with a banner": Case("page", "Good", ARTICLE + "<div>We use cookies. Accept them to continue.</div>"),
    "an article with a field for a password": Case("page", "Good", ARTICLE + PASSWORD),
    "a note with a field for a password": Case("page", "A note", NOTE + PASSWORD),
    "a login page that was asked for": Case("page", "Log in", PASSWORD, asked="https://good.example/login"),
    "an article after a redirect to a login": Case("page", "Good", ARTICLE, url="https://good.example/login/help"),
    "a poem": Case("page", "Forbidden", told("Forbidden") + "<p>The gate is rust, the garden grown.</p>"),
    "a short article that says it is one": Case("page", "Access denied", "<p>Why his access was denied.</p>", OG_ARTICLE),
    "an article about a gatekeeper": Case("page", "How _cf_chl_opt works", ARTICLE + "<code>_cf_chl_opt</code>"),
    "a page that is guarded": Case("page", "Good", NOTE * 5 + '<script src="/cdn-cgi/challenge-platform/h/g/x.js"></script>'),
    "a market page that was asked for": Case("page", "nice.example", NOTE, asked="https://www.hugedomains.com/?d=nice.example"),
    "an article at a market": Case("page", "Names", ARTICLE, asked="https://t.example/x", url="https://dan.com/blog/names"),
    "a host that ends alike": Case("page", "Names", NOTE, url="https://notdan.com/good.example"),
    "a consent host that ends alike": Case("page", "Good", NOTE, url="https://my-consent.google.com.example/"),
    "an article flagged as not for all": Case("page", "Good News", ARTICLE, FLAGGED),
    "a page with a part that is not for all": Case("page", "Good", NOTE, FLAGGED.replace("false", 'true, "hasPart": {"isAccessibleForFree": false}')),
    "an article in a root": Case("page", "App", f'<div id="root">{NOTE}</div>{SCRIPT}'),
    "an article with a notice": Case("page", "App", f"{ARTICLE}<noscript>Please enable JavaScript.</noscript>{SCRIPT}"),
    "a note over a hidden check": Case("page", "Good", NOTE + "<div hidden>Please verify you are human.</div>"),
    "a teaser whose data do not read": Case("page", "Good", PROSE, FLAGGED.replace("}<", ",}<")),
    "a refresh to nowhere": Case("page", "Good", "<p>Here.</p>", '<meta http-equiv="refresh" content="0; url=http://[">'),
    "a page that renews itself": Case("page", "Ticker", NOTE, '<meta http-equiv="refresh" content="60">'),
    "a slide that leads on": Case("page", "Slide 1", NOTE, '<meta http-equiv="refresh" content="30; url=/2">'),
    "an article without spaces": Case("page", "安全", "<p>" + "風扇讓小主板保持涼爽。" * 60 + "</p>"),
    "a script that is never closed": Case("page", "Good", f"<script>{ARTICLE}"),
    # what failed already
    "a missing page with its status": Case("nothing", "Page not found", told("404"), status=404),
    "an article with a status": Case("nothing", "Good", ARTICLE, status=500),
    "a login with its status": Case("login", "Sign in", PASSWORD, status=401),
    "a teaser with its status": Case("paywall", "Good", PROSE, FLAGGED, status=402),
}
# fmt: on

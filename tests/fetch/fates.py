"""What each trouble of the hostile web comes to at a first attempt."""

# fmt: off
FATES: dict[tuple[str, str], tuple[str, ...]] = {
    ("other-type", "captured"): (
        "/picture", "/binary", "/html-as-picture",
    ),
    ("page", "captured"): (
        "/", "/page", "/robots.txt", "/forbidden-to-robots", "/to-front", "/plain-text", "/untyped", "/until-close",
        "/http-1.0", "/chunked", "/chunk-of-one",
        "/chunk-extension", "/gzip", "/gzip-twice", "/gzip-and-rest", "/deflate", "/raw-deflate", "/continue",
        "/early-hints", "/some-headers", "/loads-from-within", "/large-members", "/large-and-rest",
        "/to-accents", "/to-latin", "/to-backslash",
        "/caf%C3%A9", "/caf%E9", "/hop/1", "/hop/2", "/hop/3", "/hop/4", "/hop/5", "/hop/0", "/odd-framing",
        "/more-than-declared", "/more-after-chunks", "/length-and-chunks", "/same-length-twice", "/negative-length",
        "/wordy-length", "/brotli", "/lying-gzip", "/lying-deflate", "/unknown-coding", "/nested-codings",
        "/hundred-codings", "/brotli-bomb", "/zstd-bomb", "/nested-bomb", "/pdf-as-html", "/zip-as-text",
        "/two-types", "/no-such-type", "/charset-rot13", "/charset-base64", "/charset-idna", "/charset-undefined",
        "/charset-long", "/charset-wrong", "/odd-headers", "/folded-header", "/colonless-header",
        "/status-line-of-its-own", "/bomb-on-redirect", "/short-redirect", "/injection", "/drip-trailers",
        "/drip-redirect", "/whole-then-hang", "/stay", "/endless-trailers", "/endless-redirect", "/cookie-wall",
        "https://good.example",
    ),
    ("absent", "dead"): (
        "/status/410",
    ),
    ("hollow", "dead"): (
        "/empty", "/no-content", "/gzip-nothing", "/no-content-with-content",
    ),
    ("legal", "dead"): (
        "/status/451",
    ),
    ("login", "dead"): (
        "/status/401",
    ),
    ("redirect-loop", "dead"): (
        "/hop/6", "/hop/7", "/hop/8", "/status-300", "/no-location", "/empty-location", "/loop",
        "/circle", "/circle/2", "/cookie-loop", "/longer-hop", "/to/page",
    ),
    ("refused", "dead"): (
        "/to-file", "/to-data", "/to-script", "/to-ftp", "/to-gopher", "/to-socket", "/to-metadata",
        "/to-mapped-metadata", "/to-private", "/to-tailnet", "/to-mapped", "/to-compatible", "/to-nat64",
        "/to-local-nat64", "/to-6to4", "/to-teredo", "/to-isatap", "/to-link-local", "/to-decimal", "/to-octal",
        "/to-hex", "/to-short", "/to-fullwidth", "/to-circled", "/to-user-info", "/to-two-readings", "/to-mail-port",
        "/to-nowhere", "/to-long", "http://unspeakable.example", "http://inside.example",
        "http://half-inside.example", "http://cloud.example", "http://disguised.example", "http://rebinding.example",
        "an address inside", "a redirect inside", "a port of Atlas's own", "a redirect to Atlas's own",
    ),
    ("too-large", "dead"): (
        "/gzip-bomb", "/deflate-bomb", "/raw-deflate-bomb", "/members-bomb", "/chunked-bomb", "/huge-headers",
        "/long-header", "/long-status", "/many-headers", "/many-cookies", "/hundred-headers", "/declared-large",
        "/declared-huge", "/continue-flood", "/endless", "/endless-chunks", "/endless-headers", "/endless-gzip",
    ),
    ("absent", "deferred"): (
        "/long-404", "/moved-canonical", "/moved-to-front", "/to-injection", "/drip-404", "/endless-404", "/status/404",
    ),
    ("blocked", "deferred"): (
        "/challenge", "/browsers-only", "/status/403", "/status/418", "/status/999",
    ),
    ("broken-off", "deferred"): (
        "/cut-chunk", "/no-last-chunk", "/not-a-chunk", "/negative-chunk", "/endless-chunk-size", "/short-body",
        "/short-by-far", "/two-lengths", "/cut-gzip", "/cut-deflate", "/damaged-gzip", "/cut-headers", "/silence",
        "/not-http", "/http-0.9", "/http-9", "/bad-status", "/huge-status", "/status-600", "/bare-status",
        "/lines-of-newline", "/unasked-304", "/switching", "/reset", "/reset-in-headers", "/reset-in-body",
        "/reset-in-stream",
    ),
    ("insecure", "deferred"): (
        "https://expired.example", "https://early.example", "https://wrong-name.example",
        "https://unknown-issuer.example", "https://handshake-alert.example", "https://handshake-unknown-name.example",
        "https://handshake-noise.example",
    ),
    ("no-such-host", "deferred"): (
        "http://nxdomain.example", "http://no-address.example",
    ),
    ("offline", "deferred"): (
        "/status/511",
    ),
    ("overloaded", "deferred"): (
        "/escape-codes", "/retry-nonsense", "/status/503",
    ),
    ("throttled", "deferred"): (
        "/retry-for-ever", "/retry-long-ago", "/status/429", "/status/503?Retry-After:%2060",
    ),
    ("timeout", "deferred"): (
        "/drip-status", "/drip-header", "/drip-headers", "/drip-body", "/drip-known-body", "/drip-chunks",
        "/drip-chunk-size", "/drip-gzip", "/continue-drip", "/hints-drip", "/hang", "/half-status-then-hang",
        "/half-headers-then-hang", "/headers-then-hang", "/half-then-hang", "/half-chunk-then-hang",
        "/no-last-chunk-then-hang", "/slow-hop/1", "https://handshake-hang.example", "https://handshake-drip.example",
        "https://handshake-half.example", "http://hanging.example", "a port that is mute",
    ),
    ("unreachable", "deferred"): (
        "https://handshake-reset.example", "https://handshake-closed.example", "http://servfail.example",
        "http://broken-resolver.example", "http://unroutable.example", "a port that is closed",
    ),
}
# fmt: on

JUDGED = {
    "/softly-missing": "absent",
    "/members": "login",
    "/account": "login",
    "/login-form": "page",
    "/walled": "wall",
    "/paywall": "wall",
    "/script-shell": "hollow",
    "/enable-scripts": "hollow",
    "/riddle": "blocked",
    "/for-rent": "absent",
}
"""What only the judge can tell."""

UNFRAMED = "The chunked framing is taken off"
SURPLUS = "It goes on behind the end it had told"
LENGTHLESS = "The length it declares does not hold."
UNASKED = "It is encoded in a way Atlas did not ask for."
CHARSET = "It names a character set that browsers do not know."

NOTES = {
    "/untyped": "It does not say of what type it is.",
    "/no-such-type": "It does not say of what type it is.",
    "/chunked": UNFRAMED,
    "/odd-framing": "It has a transfer coding Atlas does not know",
    "/more-than-declared": SURPLUS,
    "/more-after-chunks": SURPLUS,
    "/no-content-with-content": SURPLUS,
    "/length-and-chunks": LENGTHLESS,
    "/negative-length": LENGTHLESS,
    "/wordy-length": LENGTHLESS,
    **dict.fromkeys(("/brotli", "/unknown-coding", "/nested-codings", "/hundred-codings"), UNASKED),
    **dict.fromkeys(("/brotli-bomb", "/zstd-bomb", "/nested-bomb"), UNASKED),
    "/lying-gzip": "It is declared as gzip and is not.",
    "/lying-deflate": "It is declared as deflate and is not.",
    "/html-as-picture": "It is declared as image and begins like an HTML page.",
    "/pdf-as-html": "It is declared as text and begins like a PDF.",
    "/zip-as-text": "It is declared as text and begins like a ZIP file.",
    **dict.fromkeys((f"/charset-{one}" for one in ("rot13", "base64", "idna", "undefined", "long")), CHARSET),
    "/charset-wrong": "It is declared as UTF-8 and is not.",
}
"""How what is odd about an answer is told."""

UNREMARKABLE = (
    *(
        "/page",
        "/large-members",
        "/large-and-rest",
        "/plain-text",
        "/picture",
        "/binary",
        "/until-close",
        "/http-1.0",
        "/gzip",
        "/gzip-twice",
        "/deflate",
    ),
    *("/raw-deflate", "/continue", "/early-hints", "/some-headers", "/same-length-twice", "/whole-then-hang"),
)

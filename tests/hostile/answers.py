"""The answers that are bytes and nothing more: one trouble per path."""

import gzip
import zlib

from tests.hostile.bodies import (
    BOMB_BYTES,
    BROTLI_BOMB,
    DEFLATE_BOMB,
    MEMBERS_BOMB,
    NESTED_BOMB,
    PAGE,
    RAW_DEFLATE_BOMB,
    ZSTD_BOMB,
)


def answer(
    body: bytes = PAGE, status: str = "200 OK", *headers: str, length: int | None = None, kind: str = "text/html"
) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    if length is None or length >= 0:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(location: str, body: bytes = b"moved", status: str = "302 Found", *headers: str) -> bytes:
    return answer(body, status, f"Location: {location}", *headers)


def encoded(coding: str, body: bytes) -> bytes:
    return answer(body, "200 OK", f"Content-Encoding: {coding}")


def headed(*headers: str) -> bytes:
    return answer(PAGE, "200 OK", *headers)


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


def labelled(charset: str, body: bytes = PAGE) -> bytes:
    return answer(body, kind=f"text/html; charset={charset}")


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nX-After: yes\r\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: /page\r\n\r\n"


def stream(*headers: bytes) -> bytes:
    return STREAM[:-2] + b"".join(one + b"\r\n" for one in headers) + b"\r\n"


HONEST: dict[str, bytes] = {
    "/": answer(),
    "/page": answer(),
    "/robots.txt": answer(b"User-agent: *\nDisallow: /forbidden-to-robots\n", kind="text/plain"),
    "/forbidden-to-robots": answer(),
    "/to-front": redirect("/"),
    "/plain-text": answer(b"words", kind="text/plain; charset=utf-8"),
    "/picture": answer(b"\x89PNG", kind="image/png"),
    "/untyped": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords",
    "/binary": answer(bytes(range(256)) * 300, kind="application/octet-stream"),
    "/empty": answer(b""),
    "/no-content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/until-close": STREAM + PAGE,
    "/http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "/chunked": CHUNKED + chunked(PAGE[:100], PAGE[100:]) + b"0\r\n\r\n",
    "/chunk-of-one": CHUNKED + chunked(*(bytes([one]) for one in PAGE)) + b"0\r\n\r\n",
    "/chunk-extension": CHUNKED + b"5;name=value\r\nwords\r\n0\r\nX-Trailer: yes\r\n\r\n",
    "/gzip": encoded("gzip", gzip.compress(PAGE)),
    "/gzip-twice": encoded("gzip", gzip.compress(PAGE) + gzip.compress(b"more")),
    "/gzip-and-rest": encoded("gzip", gzip.compress(PAGE) + b"\0\0\0"),
    "/large-members": encoded("gzip", gzip.compress(PAGE * 100) * 2),
    "/large-and-rest": encoded("gzip", gzip.compress(PAGE * 100) + b"\0\0\0"),
    "/gzip-nothing": encoded("gzip", gzip.compress(b"")),
    "/deflate": encoded("deflate", zlib.compress(PAGE)),
    "/raw-deflate": encoded("deflate", zlib.compress(PAGE)[2:-4]),
    "/continue": b"HTTP/1.1 100 Continue\r\n\r\n" + answer(),
    "/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer(),
    "/some-headers": headed(*(f"Set-Cookie: a{n}=b" for n in range(40))),
    "/loads-from-within": answer(
        b'<meta http-equiv="refresh" content="0;url=/canary"><meta property="og:image"'
        b' content="/canary"><link rel="icon" href="/canary"><img src="/canary">' + PAGE,
        "200 OK",
        "Refresh: 0; url=/canary",
        "Link: </canary>; rel=preload",
    ),
    "/to-accents": redirect("/caf\xc3\xa9"),
    "/to-latin": redirect("/caf\xe9"),
    "/to-backslash": redirect("\\page"),
    "/caf%C3%A9": answer(b"accents"),
    "/caf%E9": answer(b"latin"),
    **{f"/hop/{n}": redirect(f"/hop/{n - 1}") for n in range(1, 9)},
    "/hop/0": answer(),
}

ODD: dict[str, bytes] = {
    "/odd-framing": stream(b"Transfer-Encoding: gzip, chunked") + PAGE,
    "/more-than-declared": answer(PAGE + b"and more", length=len(PAGE)),
    "/more-after-chunks": CHUNKED + chunked(PAGE) + b"0\r\n\r\n" + PAGE,
    "/no-content-with-content": b"HTTP/1.1 204 No Content\r\n\r\n" + PAGE,
    "/length-and-chunks": stream(b"Content-Length: 3", b"Transfer-Encoding: chunked") + chunked(PAGE) + b"0\r\n\r\n",
    "/same-length-twice": stream(*[b"Content-Length: %d" % len(PAGE)] * 2) + PAGE,
    "/negative-length": answer(PAGE, length=None, kind="text/html").replace(b"Content-Length: ", b"Content-Length: -"),
    "/wordy-length": stream(b"Content-Length: many") + PAGE,
    "/brotli": encoded("br", b"\x0b\x02\x80hello\x03"),
    "/lying-gzip": encoded("gzip", PAGE),
    "/lying-deflate": encoded("deflate", PAGE),
    "/unknown-coding": encoded("rot13", PAGE),
    "/nested-codings": encoded("gzip, gzip", gzip.compress(gzip.compress(PAGE))),
    "/hundred-codings": encoded(", ".join(["gzip"] * 100), gzip.compress(PAGE)),
    "/brotli-bomb": encoded("br", BROTLI_BOMB),
    "/zstd-bomb": encoded("zstd", ZSTD_BOMB),
    "/nested-bomb": encoded("gzip, gzip, gzip", NESTED_BOMB),
    "/html-as-picture": answer(PAGE, kind="image/png"),
    "/pdf-as-html": answer(b"%PDF-1.7\n" + PAGE),
    "/zip-as-text": answer(b"PK\x03\x04" + bytes(200), kind="text/plain"),
    "/two-types": stream(b"Content-Type: image/png") + PAGE,
    "/no-such-type": answer(PAGE, kind="text\xa0html; ;;"),
    "/charset-rot13": labelled("rot13"),
    "/charset-base64": labelled("base64_codec"),
    "/charset-idna": labelled("idna"),
    "/charset-undefined": labelled("undefined"),
    "/charset-long": labelled("x" * 50_000),
    "/charset-wrong": labelled("utf-8", b"<title>caf\xe9</title>" + PAGE),
    "/odd-headers": stream(b"X-\xff: \xfe\x00\x1b[31m", b": nameless", b"Set-Cookie: \xff=\xfe; Domain=..") + PAGE,
    "/folded-header": stream(b"X-Folded: one", b"\ttwo") + PAGE,
    "/colonless-header": stream(b"no colon here") + PAGE,
    "/status-line-of-its-own": b"HTTP/1.1 200 \x1b[31m\xff" + STREAM[15:] + PAGE,
}

BROKEN: dict[str, bytes] = {
    "/cut-chunk": CHUNKED + chunked(PAGE[:100]) + b"400\r\nhalf a ch",
    "/no-last-chunk": CHUNKED + chunked(PAGE[:100]),
    "/not-a-chunk": CHUNKED + b"zebra\r\n" + PAGE,
    "/negative-chunk": CHUNKED + b"-5\r\n" + PAGE,
    "/endless-chunk-size": CHUNKED + b"1" * 100_000,
    "/short-body": answer(PAGE, length=len(PAGE) + 100),
    "/short-by-far": answer(PAGE, length=90_000),
    "/two-lengths": stream(b"Content-Length: 5", b"Content-Length: 7") + b"words",
    "/cut-gzip": encoded("gzip", gzip.compress(PAGE)[:-20]),
    "/cut-deflate": encoded("deflate", zlib.compress(PAGE)[:-10]),
    "/damaged-gzip": encoded("gzip", gzip.compress(bytes(range(256)) * 99, 0)[:-8] + b"damaged!"),
    "/cut-headers": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Half",
    "/silence": b"",
    "/not-http": b"220 mail.example ESMTP\r\n",
    "/http-0.9": PAGE,
    "/http-9": b"HTTP/9.9 200 OK\r\n\r\n",
    "/bad-status": b"HTTP/1.1 two hundred\r\n\r\n" + PAGE,
    "/huge-status": b"HTTP/1.1 99999999 OK\r\n\r\n" + PAGE,
    "/status-600": answer(PAGE, "600 Beyond"),
    "/bare-status": b"HTTP/1.1\r\n\r\n",
    "/lines-of-newline": b"\n" * 1000,
}

LARGE: dict[str, bytes] = {
    "/gzip-bomb": encoded("gzip", BOMB_BYTES),
    "/deflate-bomb": encoded("deflate", DEFLATE_BOMB),
    "/raw-deflate-bomb": encoded("deflate", RAW_DEFLATE_BOMB),
    "/members-bomb": encoded("gzip", MEMBERS_BOMB),
    "/chunked-bomb": stream(b"Transfer-Encoding: chunked", b"Content-Encoding: gzip")
    + chunked(*(BOMB_BYTES[at : at + 100] for at in range(0, len(BOMB_BYTES), 100)))
    + b"0\r\n\r\n",
    "/huge-headers": headed(*(f"X-{n}: {'x' * 2000}" for n in range(60))),
    "/long-header": headed(f"X-Long: {'x' * 100_000}"),
    "/long-status": b"HTTP/1.1 200 " + b"O" * 100_000 + STREAM[15:] + PAGE,
    "/many-headers": headed(*(f"X: {n}" for n in range(100_000))),
    "/many-cookies": headed(*(f"Set-Cookie: {n}={'x' * 4000}" for n in range(1000))),
    "/hundred-headers": headed(*(f"X: {n}" for n in range(110))),
    "/declared-large": answer(b"", length=10**12),
    "/declared-huge": stream(b"Content-Length: " + b"9" * 4000),
}

TOLD: dict[str, bytes] = {
    "/moved-canonical": answer(b'<link rel="canonical" href="/page">', "404 Not Found"),
    "/moved-to-front": answer(b'<link rel="canonical" href="/to-front">', "404 Not Found"),
    "/long-404": answer(PAGE * 100, "404 Not Found"),
    "/escape-codes": answer(b"no", "500 \x1b]0;owned\x07\x1b[31mred"),
    "/challenge": answer(PAGE, "503 Service Unavailable", "cf-mitigated: challenge"),
    "/status-300": answer(PAGE, "300 Multiple Choices"),
    "/no-location": answer(PAGE, "302 Found"),
    "/empty-location": answer(PAGE, "302 Found", "Location: "),
    "/unasked-304": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "/switching": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
    "/retry-for-ever": answer(PAGE, "503 Service Unavailable", "Retry-After: 1" + "0" * 21),
    "/retry-long-ago": answer(PAGE, "429 Too Many", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"),
    "/retry-nonsense": answer(PAGE, "503 Service Unavailable", "Retry-After: -\xb2; soon"),
}

LEADING: dict[str, bytes] = {
    "/loop": redirect("/loop"),
    "/circle": redirect("/circle/2"),
    "/circle/2": redirect("/circle"),
    "/bomb-on-redirect": redirect("/page", BOMB_BYTES, "302 Found", "Content-Encoding: gzip"),
    "/short-redirect": answer(b"", "302 Found", "Location: /page", length=100),
    "/injection": redirect("/page\r\nSet-Cookie: planted=1"),
    "/to-injection": redirect("/page%0d%0aX-Injected:%20yes"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-data": redirect("data:text/html,planted"),
    "/to-script": redirect("javascript:alert(1)"),
    "/to-ftp": redirect("ftp://127.0.0.1/"),
    "/to-gopher": redirect("gopher://127.0.0.1:70/_planted"),
    "/to-socket": redirect("http+unix://%2Frun%2Fdocker.sock/info"),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-mapped-metadata": redirect("http://[::ffff:169.254.169.254]/latest/meta-data/"),
    "/to-private": redirect("http://10.0.0.1/"),
    "/to-tailnet": redirect("http://100.64.0.1/"),
    "/to-mapped": redirect("http://[::ffff:10.0.0.1]/"),
    "/to-compatible": redirect("http://[::10.0.0.1]/"),
    "/to-nat64": redirect("http://[64:ff9b::10.0.0.1]/"),
    "/to-local-nat64": redirect("http://[64:ff9b:1::10.0.0.1]/"),
    "/to-6to4": redirect("http://[2002:a00:1::]/"),
    "/to-teredo": redirect("http://[2001::f5ff:fffe]/"),
    "/to-isatap": redirect("http://[2606:4700::5efe:10.0.0.1]/"),
    "/to-link-local": redirect("http://[fe80::1]/"),
    "/to-decimal": redirect("http://2852039166/"),
    "/to-octal": redirect("http://0251.0376.0251.0376/"),
    "/to-hex": redirect("http://0xa9.0xfe.0xa9fe/"),
    "/to-short": redirect("http://10.1/"),
    "/to-fullwidth": redirect("http://\uff11\uff10.0.0.1/".encode().decode("latin-1")),
    "/to-circled": redirect("http://①⓪。⓪。⓪。①/".encode().decode("latin-1")),
    "/to-user-info": redirect("http://admin:admin@127.0.0.1/"),
    "/to-two-readings": redirect("http://inside.example\\@127.0.0.1/"),
    "/to-mail-port": redirect("http://127.0.0.1:25/"),
    "/to-nowhere": redirect("http://[::1/"),
    "/to-long": redirect("/" + "x" * 9000),
}

JUDGED: dict[str, bytes] = {
    "/softly-missing": answer(
        b"<!doctype html><title>Page not found</title><h1>404</h1><p>Sorry, that page does not exist."
    ),
    "/members": answer(b"<title>Sign in</title><form action=/login><input name=user><input type=password></form>"),
    "/account": redirect("/login-form"),
    "/login-form": answer(b"<title>Sign in</title><form action=/login><input name=user><input type=password></form>"),
    "/walled": answer(b"<title>Before you continue</title><h1>We value your privacy</h1><button>Accept all</button>"),
    "/paywall": answer(
        b'<title>News</title><script type="application/ld+json">{"@type": "NewsArticle",'
        b' "isAccessibleForFree": false}</script><p>It began on a morning in May. <p>Subscribe to read on.'
    ),
    "/script-shell": answer(b'<title>App</title><div id="root"></div><script src="/app.js"></script>'),
    "/enable-scripts": answer(b"<title>App</title><noscript>You need to enable JavaScript to run this app.</noscript>"),
    "/riddle": answer(b"<title>Just a moment...</title><p>Checking your browser before you access the page.", "403 No"),
    "/for-rent": answer(
        b"<title>parked.example</title><h1>This domain is for sale</h1><p>Buy this domain. Related links"
    ),
}
"""Answers whose status says nothing of what is wrong."""

PLAIN: dict[str, bytes] = {**HONEST, **ODD, **BROKEN, **LARGE, **TOLD, **LEADING, **JUDGED}

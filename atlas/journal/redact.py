"""What must not stand in a log: the one redactor, in the way of every line."""

import re

HIDDEN = "…"
NAMES = (
    r"(?:[\w.-]*(?:token|secret|passw(?:or)?d|passwd|pwd|signature|credential|session|apikey|api[-_]key|authkey)[\w.-]*"
    r"|key|sig|auth|pass|pw|code|sid|jwt|otp|x-amz-[\w-]+|x-goog-[\w-]+|policy)"
)
RULES = (
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)[^/?#\s@\"'<>]*@"), rf"\1{HIDDEN}@"),
    (re.compile(rf"(?i)([?&;#]{NAMES}=)[^&#;\s\"'<>]+"), rf"\1{HIDDEN}"),
    (
        re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\"?'?\s*[:=]\s*)[^\r\n]+"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)(https?://[^\s#\"'<>]*)#[^\s\"'<>]+"), rf"\1#{HIDDEN}"),
)


def redacted(text: str) -> str:
    """Returns a text without user-info, secret query values, credentials in headers, and fragments of addresses."""
    for pattern, instead in RULES:
        text = pattern.sub(instead, text)
    return text

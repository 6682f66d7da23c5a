"""When two addresses are one page: a key, by which a page is found that was kept already.

It only decides whether to fetch; what is fetched is the address as it was given. Where it errs, it
errs by taking one page for two: nothing is sorted, and only listed parameters are left out.
"""

from atlas.errors import BadUrl
from atlas.model.url import parse

KEY = 1
"""The version of the rules: where an address would have another key it grows, and the catalog is brought up to date."""

# What is written into links to count clicks, and changes nothing of the page. All in lower case.
TRACKING = frozenset(
    (
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "utm_id",
        "utm_name",
        "utm_cid",
        "utm_reader",
    )
    + ("utm_brand", "utm_social", "utm_social-type", "utm_viz_id", "utm_pubreferrer", "utm_referrer", "utm_swu")
    + ("utm_source_platform", "utm_creative_format", "utm_marketing_tactic", "utm_place", "utm_userid", "utm_int")
    + ("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "_ga", "_gl", "fbclid", "fb_action_ids", "fb_source")
    + ("msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "rdt_cid", "epik", "ndclid")
    + ("mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking", "vero_id")
    + ("vero_conv", "oly_anon_id", "oly_enc_id", "_openstat", "wickedid", "s_cid", "rb_clickid", "ml_subscriber")
    + ("ml_subscriber_hash", "_branch_match_id", "_kx", "mtm_campaign", "mtm_source", "mtm_medium", "mtm_keyword")
    + ("mtm_content", "pk_campaign", "pk_source", "pk_medium", "pk_kwd", "pk_keyword", "pk_content", "piwik_campaign")
)
PLACES = ("!", "/")
"""Fragments that begin so name a page of their own: scripts read them."""


def key_of(url: str) -> str:
    """Returns what all addresses of one page have in common; the address itself where it does not read."""
    try:
        read = parse(url)
    except BadUrl:
        return url
    place = f"#{read.fragment}" if read.fragment.startswith(PLACES) else ""
    return _untracked(read.href) + place


def _untracked(href: str) -> str:
    before, mark, query = href.partition("?")
    parts = query.split("&")
    kept = [one for one in parts if one.partition("=")[0].lower() not in TRACKING]
    if len(kept) == len(parts):
        return href
    return f"{before}{mark}{'&'.join(kept)}" if any(kept) else before

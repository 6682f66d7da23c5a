"""What gives away a page that is not the page: headers, vendors, titles, hosts, places. Tables, and how they match.

Titles are matched part by part and each part whole: an article about error pages has more in its title.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from atlas.fetch.wording import any_of
from atlas.model.verdict import Verdict

HEADERS: Mapping[str, re.Pattern[str]] = {
    "cf-mitigated": re.compile("challenge"),
    "x-amzn-waf-action": re.compile("challenge|captcha"),
    "x-vercel-mitigated": re.compile("challenge|deny"),
}
"""Headers by which a gatekeeper says that the answer is its own."""

MARKERS = {
    "_cf_chl_opt": re.compile(r"\b_cf_chl_opt\b"),
    "captcha-delivery.com": re.compile(r"(?<![\w-])captcha-delivery\.com\b"),
    "px-captcha": re.compile(r"\bpx-captcha\b"),
    "validateCaptcha": re.compile(r"/errors(?:_page)?/validateCaptcha"),
    "js_challenge": re.compile(r"name=[\"']?js_challenge\b"),
    "sec-if-cpt": re.compile(r"\bsec-if-cpt-(?:container|if)\b"),
    "sgcaptcha": re.compile(r"/\.well-known/sgcaptcha"),
    "gokuProps": re.compile(r"\bgokuProps\s*="),
}
"""What stands in the pages of gatekeepers, and in thin ones of nobody else."""

FILLERS = {
    "_Incapsula_Resource": re.compile(r"/_Incapsula_Resource\?"),
    "ddos-guard": re.compile(r"/\.well-known/ddos-guard/"),
    "KPSDK": re.compile(r"\bKPSDK\b"),
    "anubis_challenge": re.compile(r"\banubis_challenge\b"),
    "challenge-platform": re.compile(r"/cdn-cgi/challenge-platform/h/"),
}
"""What gatekeepers put into other pages too: it counts where there is next to nothing else."""


@dataclass(frozen=True)
class Titles:
    """The titles of one kind of page that is not the page."""

    verdict: Verdict
    clear: re.Pattern[str]
    """Nobody calls an article so."""
    doubtful: re.Pattern[str]
    """A poem may be called so: wording must bear it out."""


DENIED = "(?:denied|blocked|restricted|forbidden|limited)"
SITE = "(?:page|site|website|resource)"
THING = "(?:page|url|file|document|article|content)"
HOST = r"(?:domain |website |web site )?[\w-]+(?:\.[\w-]+)+"

TITLES = (
    Titles(
        Verdict.CHALLENGE,
        any_of(
            rf"""
            just a moment
            attention required!?
            pardon (?:our|the) interruption
            (?:are you|robot or|bot or|human or) (?:a )?(?:human|robot|bot|not)\??
            (?:robot|bot|human|browser|client|captcha) (?:check|verification|challenge|protection)(?: page)?
            (?:please )?(?:verify|verifying|confirm)(?: that)? you(?:['’]re| are) (?:not )?(?:a )?(?:human|robot|bot)
            making sure (?:that )?you(?:['’]re| are) not a (?:ro)?bot
            checking (?:your|the|if the) (?:site )?(?:browser|connection).*
            verifying (?:your|if your|the) (?:browser|connection).*
            ddos-guard|ddos protection.*|.*\bddos protection by .*
            vercel security checkpoint|security checkpoint|web application firewall
            (?:error )?(?:401|403|405|406|429|503)[ :.-]*(?:forbidden|not acceptable|too many requests|blocked)
            (?:error )?(?:401|403|405|406|429|503)[ :.-]*(?:access (?:denied|forbidden)|request blocked)
            (?:error )?(?:not acceptable|access forbidden|request (?:rejected|unsuccessful|blocked))
            access to (?:this|the) {SITE} (?:has been |is |was )?{DENIED}
            (?:your )?access (?:to this (?:site|service) )?has been {DENIED}.*
            (?:sorry, )?you have been (?:blocked|banned).*
            blocked (?:by|because|: security by) .+|block page|ip (?:address )?(?:blocked|banned)
            automated request detected|suspicious activity(?: detected)?|security incident detected
            (?:555 )?security (?:block|check required)|bot verification
            one moment, please|please wait(?: for verification|\W*checking your browser.*)
            vérification de sécurité|sicherheitsüberprüfung|verificación de seguridad|verificação de segurança
            """
        ),
        any_of(
            """
            access (?:is )?(?:denied|blocked|restricted|forbidden)|denied|forbidden|blocked|blacklisted
            (?:error )?40[136]
            security (?:check|alert|testing)|verification(?: required)?|captcha|one more step|please wait|sorry
            acc[eè]s (?:refus[eé]|interdit|bloqu[eé])|acceso (?:denegado|prohibido)|acesso (?:negado|bloqueado)
            zugriff verweigert|accesso negato|toegang geweigerd|brak dostępu|доступ (?:запрещ[её]н|ограничен)
            oops|ups|attention|problem|error|country blocked|crowdsec(?: ban)?
            """
        ),
    ),
    Titles(
        Verdict.SOFT_404,
        any_of(
            rf"""
            (?:the |this |that |your )?(?:requested |web)?{THING} (?:was |is |could |can ?)?(?:not|n['’]t)(?: be)? found
            (?:the |this |that |your )?(?:requested |web)?{THING} (?:is )?(?:not available|unavailable)
            (?:error |status |http )?404(?: error)?[ :.!,–—-]*(?:page|error|page introuvable)
            (?:error |status |http )?404(?: error)?[ :.!,–—-]*\(?(?:page |file |document |article )?not found\)?(?:!!1)?
            (?:error|http|http error|erreur|fehler|errore) 404
            {THING} (?:does not exist|doesn['’]t exist|no longer (?:exists|available)|(?:has been )?removed)
            oops\W+(?:that )?page (?:not found|can['’]?t be found)
            (?:die )?seite (?:wurde )?(?:leider )?nicht gefunden|seite existiert nicht(?: mehr)?
            page (?:introuvable|non trouvée|inexistante)|cette page n['’]existe (?:pas|plus)
            página no encontrada|no se encontró la página|página não encontrada|pagina non trovata
            pagina niet gevonden|strona nie (?:została znaleziona|istnieje)|nie znaleziono strony
            страница не найдена|sidan (?:kunde inte hittas|hittades inte)|siden (?:blev )?ikke fundet
            sivua ei löyt\w+|页面(?:不存在|未找到)|找不到(?:页面|网页)
            (?:お探しの)?ページ[がは]見つかりません.*|페이지를 찾을 수 없습니다
            """
        ),
        any_of(
            """
            404|not found|nothing found|oops|sorry|error|missing|gone|unavailable
            introuvable|nicht gefunden|no encontrad[ao]
            """
        ),
    ),
    Titles(
        Verdict.CONSENT,
        any_of(
            """
            before you continue(?: to .*)?|bevor (?:sie|du) .*(?:fortfahren|weitergehen|fortfährst|weitergehst)
            avant (?:de continuer|d['’]accéder).*|antes de (?:continuar|ir|acceder) a .*|prima di continuare.*
            voordat (?:je|u) (?:doorgaat|verdergaat).*|zanim przejdziesz.*|innan du fortsätter.*|før du fortsætter.*
            (?:dpg media )?privacy gate|cookie ?wall|cookie consent required
            """
        ),
        any_of("privacy(?: settings)?|cookies?|cookie consent|consent|your privacy|datenschutz(?:einstellungen)?"),
    ),
    Titles(
        Verdict.PARKED,
        any_of(
            rf"""
            (?:the )?{HOST} (?:is|may be) (?:for sale|parked).*
            (?:die |le )?{HOST} (?:ist|est|está) (?:zu verkaufen|à vendre|en venta).*
            {HOST} (?:domain )?for sale
            (?:this |the )?(?:domain|website|web site)(?: name)? (?:is |may be )?for sale.*
            (?:this |the )?(?:domain|website|web site)(?: name)? (?:is |has been |has )?(?:parked|expired).*
            parked (?:domain|page|web ?site)(?: .*)?|domain parking(?: .*)?
            diese (?:domain|website) (?:ist|steht) (?:zu verkaufen|zum verkauf).*|domain steht zum verkauf.*
            """
        ),
        any_of("coming soon|hugedomains|buy this domain|expired|domain"),
    ),
)
LOGIN_TITLE = any_of(
    r"""
    (?:(?:member|user|account|please|customer) )?(?:log|sign)[ -]?(?:in|on)(?: to .+| required| page| or .+)?
    authwall|authentication required|anmelden|anmeldung|einloggen|(?:se )?connexion|s['’]identifier|identifiez-vous
    iniciar sesión|inicia sesión.*|accedi|accesso|entrar|fazer login|inloggen|logga in|log ind|zaloguj.*|logowanie
    вход|войти|登录|ログイン|로그인
    """
)

LOGIN_HOSTS = frozenset(
    {
        *("accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.yahoo.com", "login.gov"),
        *("appleid.apple.com", "idmsa.apple.com", "id.atlassian.com", "login.salesforce.com"),
        *("auth0.com", "okta.com", "onelogin.com"),
    }
)
LOGIN_LABELS = frozenset({"login", "signin", "sso", "idp", "auth", "accounts", "passport"})
CONSENT_HOSTS = frozenset({"consent.google.com", "consent.youtube.com", "consent.yahoo.com", "myprivacy.dpgmedia.nl"})
CONSENT_LABELS = frozenset({"consent", "guce", "cookiewall", "myprivacy", "cookie-consent"})
PARKING_HOSTS = frozenset(
    {
        *("sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com", "afternic.com", "dan.com"),
        *("undeveloped.com", "domainmarket.com", "parklogic.com", "above.com", "domainsponsor.com", "skenzo.com"),
        *("uniregistry.com", "buydomains.com", "parking.reg.ru", "domainnamesales.com", "rookmedia.net", "sav.com"),
    }
)
LOGIN_PATH = re.compile(
    r"(?:^|[/_.-])(?:log[-_]?in|sign[-_]?in|log[-_]?on|sso|authwall|wp-login|oauth2?|saml2?|authenticate|authorize"
    r"|anmelden|connexion|iniciar-sesion|inloggen|identification)(?=$|[/_.;?-])",
    re.IGNORECASE,
)
REFUSAL = r"captcha|challenge|forbidden|denied|blocked|robot|\bbots?\b|\b(?:40[136]|429|503)\b"

ASKED_FOR = {
    Verdict.CHALLENGE: re.compile(REFUSAL, re.IGNORECASE),
    Verdict.SOFT_404: re.compile(r"\b404\b|not[-_ ]?found", re.IGNORECASE),
    Verdict.CONSENT: re.compile(r"cookie|consent|privacy|gdpr", re.IGNORECASE),
    Verdict.PARKED: re.compile(r"for-?sale|park|domain", re.IGNORECASE),
    Verdict.LOGIN: LOGIN_PATH,
}
"""Where the address itself speaks of the matter, the page is about it: `/docs/404`."""

PARTS = re.compile(r"\s+[|·•»«›‹:–—-]+\s+|\s*[|»«]\s*|:\s+|\s+::\s+|\s*[–—]\s+")
EDGES = " \t.…!！。·|-–—\"'“”«»¡¿"


def parts_of(title: str) -> tuple[str, ...]:
    """Returns a title whole and in its parts, in lower case: `Page not found - Good Example` has two."""
    plain = title.lower()
    found = (plain, *PARTS.split(plain))
    return tuple(dict.fromkeys(stripped for one in found if (stripped := one.strip(EDGES))))


def titled(title: str) -> Iterator[tuple[Titles, str, bool]]:
    """Yields which kinds of page are called so, by what part of the title, and whether that is clear."""
    parts = parts_of(title)
    for clear in (True, False):
        for titles in TITLES:
            pattern = titles.clear if clear else titles.doubtful
            if part := next((one for one in parts if pattern.fullmatch(one)), ""):
                yield titles, part, clear


def marked(page: str, markers: Mapping[str, re.Pattern[str]]) -> str:
    """Returns the first of these markers that is in a page, or ""."""
    return next((name for name, pattern in markers.items() if name in page and pattern.search(page)), "")


def under(host: str, names: Iterable[str]) -> str:
    """Returns which of these names a host is, or lies under, label by label; or ""."""
    labels = host.lower().rstrip(".").split(".")
    within = {".".join(labels[start:]) for start in range(len(labels))}
    return next((one for one in names if one in within), "")

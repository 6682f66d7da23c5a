"""What pages say that are not the page. Wording decides on short pages alone: anybody may write about captchas."""

import re

from atlas.model.verdict import Verdict

LONGEST = 60


def any_of(*lines: str) -> re.Pattern[str]:
    """Returns one pattern for many: each is a line of these texts, blanks before it not counted."""
    patterns = (line.lstrip() for text in lines for line in text.split("\n"))
    return re.compile("|".join(f"(?:{one})" for one in patterns if one))


def all_of(*patterns: str) -> str:
    """Returns a pattern for a text in which each of these is found."""
    return r"\A" + "".join(f"(?=.*(?:{one}))" for one in patterns) + ".*"


PERSON = "(?:human|person|robot|bot|you)"
PROVE = "(?:verify(?:ing)?|confirm|prove|check(?:ing)?|mak(?:e|ing) sure|ensure|tell if|declaring)(?: that)?"
RIDDLE = "(?:security check|(?:re)?captcha|challenge|protection)"
YOURS = "(?:your|the|this|a|all) (?:ip|request|access|connection|computer|network|visit|query|traffic|last request)"
TURNED_AWAY = (
    r"(?:blocked|banned|restricted|limited|denied|refused|rejected|blacklisted|forbidden|flagged|rated as suspicious)"
)
EVIL = "(?:unusual|suspicious|malicious|automated|abnormal|harmful|hostile|undesirable)"
GUARDS = "(?:firewall|waf|security|protection|policy|mod_?security|attacks|abuse|activity|activities|load)"
THING = "(?:page|file|document|url|article|resource|content|post|link|listing|job|ad|video|item|story)"
LOST = r"(?:(?:not|n['’]t)(?: be)? found|(?:does not|doesn['’]t) exist|(?:not|isn['’]t) available)"
CANNOT = "(?:couldn['’]t|could not|can['’]t|cannot|unable to|did not|didn['’]t)"
LOST_BY_NOW = r"(?:no longer (?:exists?|available|online)|unavailable|(?:has been|was) (?:removed|deleted|taken down))"
ACCEPT = r"\b(?:accept|agree|allow|consent|akzeptier|zustimm|accepte|acepta|accetta|akceptuj)"
GO_ON = (
    "to continue|before you continue|continu(?:e|ing) to|in order to|um fortzufahren|weiter(?:gehen|lesen)"
    "|pour continuer|para continuar|per continuare|om (?:verder|door)|aby (?:kontynuować|przejść)"
)
DOMAIN = r"\b(?:domain|website|site|[\w-]+\.[a-z]{2,12})(?: name)?\)?"

WORDING = {
    Verdict.CHALLENGE: any_of(
        rf"""
        {PROVE} (?:you['’]?re|you are|it['’]s|it is|you)(?: really)?(?: a| an| not an?)? (?:actual )?{PERSON}\b
        \b(?:you are|you['’]re)(?: not)? an? (?:human|robot|crawler|bot|spammer|hacker)\b
        \b(?:are you|robot or|human or|bot or)(?: a)? (?:human|robot|bot|not)\b
        show us your human side
        \byou (?:have|has) been (?:temporarily |automatically |permanently )?(?:blocked|banned|blacklisted)
        \byou might have been detected and blocked
        \bwe have (?:temporarily )?blocked (?:you|access)
        \b{YOURS}\b[^.!?]{{0,90}}\b(?:is|are|was|were|been|being) (?:\w+ly )?{TURNED_AWAY}
        \b(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}\W.{{0,20}}(?:banned|blocked)
        blocked your ip\b
        \bip (?:address )?(?:is |was )?(?:blocked|banned)
        (?:enable|activate|turn on|turn) (?:js|javascript)(?: on)? and (?:cookies|disable|reload)
        enable javascript and then reload
        (?:checking|verifying)(?: if)? (?:your|the) (?:site )?(?:browser|connection)
        verifies you are not a bot
        your request is being (?:verified|checked)
        {EVIL} (?:or \w+ )?(?:traffic|activit(?:y|ies)|requests?|behaviou?r|queries|spam|attacks?)
        (?:complete|solve|solving|pass|fill)(?: out| in)? (?:the|this|a)(?: below| following)? {RIDDLE}
        (?:type|enter) the characters
        press (?:and|&) hold
        (?:click|activate) and hold
        us(?:es|ing) (?:a security service|an? online threat protection)
        security service to (?:protect|monitor)
        (?:blocked|refused|protected|secured|denied|dropped|limited) (?:by|because|due to|for)(?: \w+){{0,5}} {GUARDS}
        (?:web application|website|web server|system|security) firewall
        \b(?:mod_?security|crowdsec|ddos[- ]protection|cloudflare ray id|anti-?crawler|spamfirewall)
        (?:bot|spider) (?:protection|access)
        security (?:check|system|incident|alert|block|testing)\b
        defense system
        you (?:do not|don['’]?t|can ?not|can['’]t) (?:have (?:permission )?(?:to )?)?access
        you are (?:not (?:allowed|permitted)|unable|forbidden) to (?:access|visit|view|proceed|browse)
        visitors from your country
        (?:from|in) your (?:country|region|location)\b
        too many (?:requests|attempts)
        too fast|rate limited
        large amounts? of (?:web )?requests
        accessing .{{1,60}} too much
        too busy for (?:web )?crawlers
        access (?:to this (?:page|site|website) |to the website )?(?:has been |is |was )?{TURNED_AWAY}
        your request (?:id|cannot be processed|looks)
        request (?:unsuccessful|dropped|rejected)
        incident id|security reasons
        (?:want to|web) crawl\b
        extract information from this website
        (?:pas|plus) un robot|humain ou un robot|kein (?:ro)?bot|ein mensch|no (?:eres|soy|es) un robot
        eres (?:humano|un bot)|não (?:é|sou) um robô|non sei un robot|geen robot|не робот
        nie jesteś robotem|nie ste robot
        geblockt|geblokkeerd|bloqu[eé]e? par|bloqueou|bloqueado|blockiert|заблокирован|bloklangan
        accès (?:interdit|refusé)|acceso denegado|zugriff verweigert
        ロボットではない|人机验证|安全验证|请完成.{{0,6}}验证|로봇이 아닙니다
        """
    ),
    Verdict.SOFT_404: any_of(
        rf"""
        \b{THING}\b[^.!?]{{0,70}}(?:{LOST}|{LOST_BY_NOW})
        {CANNOT} find (?:(?:the|that|this|your|any|a) )?{THING}
        {CANNOT} find what you
        no such (?:page|file|document|article)
        nothing (?:was |could be )?found (?:here|at this (?:location|address))
        there['’]?s nothing here
        \b404\b.{{0,20}}not found
        seite[^.!?]{{0,60}}(?:nicht gefunden|nicht (?:mehr )?(?:existiert|vorhanden|verfügbar)|existiert nicht)
        page[^.!?]{{0,60}}(?:introuvable|n['’]existe|pas trouvée)
        p[áa]gina[^.!?]{{0,60}}no (?:existe|se encuentra|encontrada|disponible)
        p[áa]gina[^.!?]{{0,60}}(?:não (?:existe|encontrada)|non (?:trovata|esiste|disponibile))
        pagina[^.!?]{{0,60}}(?:niet (?:gevonden|beschikbaar)|bestaat niet)
        страниц\w+[^.!?]{{0,60}}не (?:найден|существует)
        stron\w+[^.!?]{{0,60}}nie (?:istnieje|została)
        sidan[^.!?]{{0,40}}(?:hitta|finns inte)
        页面.{{0,12}}(?:不存在|未找到|找不到)
        找不到.{{0,8}}(?:页面|网页)
        ページ.{{0,12}}(?:見つかりません|存在しません)
        페이지를 찾을 수
        """
    ),
    Verdict.LOGIN: any_of(
        r"""
        (?:log|sign)(?:ged)?[ -]?in (?:or .{4,20} )?to (?:continue|view|access|see|read|proceed|use|your)
        (?:must|please|need to|have to|required to) (?:be )?(?:logged|log|sign|signed)[ -]?in
        (?:must|please|need to|have to|required to) (?:login|authenticate)
        (?:login|log-in|sign-?in|authentication) (?:is )?required
        members only|you are not logged in
        (?:melden sie sich|melde dich|bitte) .{0,20}(?:anmelden|einloggen|an, um)
        connectez-vous|veuillez vous (?:connecter|identifier)
        inici(?:a|e|ar) sesión para|faça login para|effettua (?:il )?(?:login|l['’]accesso)
        log in om|zaloguj się,? aby|войдите,? чтобы
        """
    ),
    Verdict.CONSENT: any_of(
        r"before you continue to (?:google|youtube|yahoo|\w+\.com)",
        all_of(r"\bcookies?\b", ACCEPT, GO_ON),
        all_of(r"\bcookies?\b", rf"(?:must|need to|have to|required? (?:you )?to) (?:\w+ )?(?:{ACCEPT}|enable)"),
    ),
    Verdict.PARKED: any_of(
        rf"""
        {DOMAIN} (?:[\w.-]+ )?(?:is|may be|might be|could be)(?: now| also| currently)? (?:up )?for sale
        {DOMAIN} (?:[\w.-]+ )?(?:is|has|has been)(?: now)? (?:parked|expired|available for purchase)
        (?:buy|purchase|get|acquire|make an offer (?:on|for)|inquire about) this domain
        domain expired|parked (?:free|for free|courtesy|by|at|with|domain)
        registered (?:at|with|through|by) .{{1,40}}(?:parked|domain)
        this domain (?:was|is|has been) (?:recently |just )?registered
        (?:domain|website) (?:steht|ist) (?:zum verkauf|zu verkaufen|geparkt)
        domaine est (?:à vendre|réservé|enregistré)
        dominio (?:está|es) (?:en|a la|à) venta
        """
    ),
}
"""In the order in which they are asked."""

SCRIPTLESS = any_of(
    r"""
    (?:enable|activate|turn on|switch on|allow|requires?|needs?|use|have|support) (?:your )?javascript
    javascript (?:is |must be |to be |has been |to )?(?:required|disabled|enabled|turned|not|run|switched)
    without javascript
    (?:active[rz]?|a[ck]tivieren|activar|attiva(?:re)?|ative|włącz\w*|включите|aktivera) (?:\w{1,3} )?javascript
    javascript (?:aktivieren|einschalten|aktiviert|activ\w+|deaktiviert|désactivé|inschakelen)
    """
)
"""What pages built by scripts say to those who run none."""


def said(text: str, verdict: Verdict) -> str:
    """Returns the words by which a text is of this kind, or ""; the text is in lower case, on one line."""
    found = WORDING[verdict].search(text)
    return found[0].strip()[:LONGEST] if found else ""

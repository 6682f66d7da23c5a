"""How lines begin that ask to read on elsewhere, or to subscribe: they stand in articles, and are no part of them."""

import re

# fmt: off
BEGINNINGS = (
    # English
    r"(?:please\s)?read\s(?:more|also|next|full|the\sfull)", r"see\salso", r"also\s(?:read|see)",
    r"(?:continue|keep)\sreading",
    r"related(?:$|\s?:|\s(?:articles?|stories|story|posts?|links?|content|topics?|reading|coverage|news|video)\b)",
    r"recommended(?:$|\s?:|\s(?:for\syou|reading|stories|articles|posts)\b)",
    r"more(?:\s?:|\s(?:from|on|stories|like\sthis|news|coverage)\b)", r"(?:don.?t|do\snot)\smiss",
    r"most\s(?:read|popular|viewed|shared)", r"popular\s(?:on|now|stories|posts)", r"trending(?:\snow)?$",
    r"you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested)", r"(?:story|article)\scontinues",
    r"scroll\s(?:down\s)?to\scontinue", r"sign\sup(?:$|\s?:|\s(?:for|to|now|here)\b)",
    r"subscribe(?:$|\s?:|\s(?:to|now|today|here)\b)", r"click\shere\sto\s(?:subscribe|sign\sup|read)",
    r"follow\s(?:us|me)\son", r"share\s(?:this|on)\b", r"advertisement$", r"comments?$",
    # German, Dutch, Swedish, Danish, Norwegian
    r"(?:lesen|sehen)\ssie\s(?:auch|mehr)", r"(?:auch|mehr)\szum\sthema", r"zum\sthema$", r"weiterlesen",
    r"lees\s(?:ook|meer|verder)", r"läs\s(?:också|mer|även)", r"les\sogså", r"læs\sogså",
    # French, Spanish, Portuguese, Italian
    r"(?:à\s)?lire\s(?:aussi|également|la\ssuite)", r"voir\saussi", r"en\ssavoir\splus", r"sur\sle\smême\ssujet",
    r"(?:lea|lee|ver|vea)\s(?:también|más|además)", r"te\spuede\sinteresar",
    r"(?:leia|veja)\s(?:também|mais)", r"saiba\smais", r"leggi\s(?:anche|tutto)",
    # Polish, Russian, Japanese, Chinese, Korean
    r"czytaj\s(?:też|także|więcej)", r"читайте\s(?:также|ещё|еще|по\sтеме)", r"читать\s(?:далее|также)",
    "関連記事", "相关阅读", "延伸閱讀", r"관련\s?기사",
)
# fmt: on
INVITING = re.compile(rf"\W*(?:{'|'.join(BEGINNINGS)})", re.IGNORECASE)
LABEL = re.compile(r"[^.!?:]{1,30}:\s*\S")
"""What is invited to stands after a colon."""
SENTENCE = re.compile(r"[.!?…。？！]['\"’”)\]]?\s*$")

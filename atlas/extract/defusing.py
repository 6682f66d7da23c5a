"""What an editor would run or load of an article: taken for text, so that a page is only ever read.

Obsidian's plugins run what stands in a block of code by the block's language, and a piece of code within a line that
begins with an equals sign. So a language is written only where it is one of those in which people show programs.
"""

import re

# fmt: off
LANGUAGES = frozenset({
    "ada", "asm", "awk", "bash", "basic", "bat", "c", "c#", "c++", "clojure", "cmake", "coffeescript", "console",
    "cpp", "crystal", "cs", "csharp", "css", "csv", "cypher", "d", "dart", "diff", "docker", "dockerfile", "elisp",
    "elixir", "elm", "erlang", "f#", "fish", "fortran", "fsharp", "gherkin", "glsl", "go", "golang", "graphql",
    "groovy", "haskell", "hcl", "html", "http", "ini", "java", "javascript", "jinja", "js", "json", "jsx", "julia",
    "kotlin", "kt", "latex", "less", "lisp", "lua", "makefile", "markdown", "matlab", "md", "nginx", "nim", "nix",
    "objc", "objective-c", "objectivec", "ocaml", "pascal", "perl", "php", "powershell", "prolog", "proto",
    "protobuf", "puppet", "py", "python", "r", "racket", "rb", "rs", "ruby", "rust", "sas", "sass", "scala", "scheme",
    "scss", "sh", "shell", "shell-session", "smalltalk", "solidity", "split", "sql", "svelte", "swift", "tcl",
    "terraform", "tex", "toml", "ts", "tsx", "typescript", "vb", "verilog", "vhdl", "vim", "vue", "wasm", "xml",
    "yaml", "yml", "zig", "zsh",
})
# fmt: on
ASKING = re.compile(r"\s*\$?=")
"""How code begins that is a question to an editor (Dataview's), and run."""
FENCE = re.compile(r"(?P<open>[ \t>*+\d.)-]*(?P<fence>`{3,}|~{3,}))[ \t]*(?P<language>[^\s`]*)[^`\n]*")
SPAN = re.compile(
    r"(?<![\\`])(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`)"
    r"|(?P<lone>(?<![\\`])`(?!`)(?=\s*(?:\$?=|$)))"
    r"|(?P<tag><)(?=/?(?:iframe|script|style|object|embed|link|meta|base|form|input|button|video|audio|title|textarea"
    r"|plaintext|xmp|noembed|noframes|webview|svg)\b)",
    re.IGNORECASE,
)
"""Code within a line, a sign that may begin one on the next, and tags that do more than show a text."""


ACTING = re.compile(r"\\(?:href|require|class|cssId|style|data|csname|html[A-Za-z]*)(?![A-Za-z])")
"""What in a formula makes a link or changes the page around it, and takes its words in braces."""


def shown_as(language: str) -> str:
    """Returns the language of a block of code, or "" where an editor might do more than show it."""
    return language if language.lower() in LANGUAGES else ""


def asks(code: str) -> bool:
    """Whether an editor would run a piece of code within a line."""
    return ASKING.match(code) is not None


def still(formula: str) -> str:
    """Returns a formula in TeX that is only shown: what would act in it is its words."""
    return ACTING.sub(r"\\text", formula)


def defused(markdown: str) -> str:
    """Returns Markdown that a stranger wrote, without what an editor would run or load; the rest as it is."""
    told = []
    fence = ""
    for line in markdown.split("\n"):
        found = FENCE.fullmatch(line)
        # Where a block ends may be read in two ways, so nothing is left to run within one either.
        told.append(found["open"] + shown_as(found["language"]) if found else _line(line, in_code=bool(fence)))
        if found and not fence:
            fence = found["fence"]
        elif found and found["fence"].startswith(fence) and not found["language"]:
            fence = ""
    return "\n".join(told)


def _line(line: str, *, in_code: bool) -> str:
    def safe(found: re.Match[str]) -> str:
        if found["tag"]:
            return found[0] if in_code else "\\<"
        if found["lone"]:
            return "\\`"
        return f"\\`{found['code']}\\`" if asks(found["code"]) else found[0]

    told = SPAN.sub(safe, line)
    return told if in_code or "$" not in told else still(told)

"""One target under atheris, which looks what each input reaches in Atlas's own code and keeps those that reach more."""

import sys
from pathlib import Path

import atheris


def main() -> None:
    """Runs a target: its name, and what libFuzzer is told."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["atlas"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    corpus = Path(next(one for one in sys.argv[1:] if not one.startswith("-")))
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number:03}").write_bytes(seed[: target.largest])
    words = corpus.with_name("words")
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
    atheris.Setup([*sys.argv, f"-max_len={target.largest}", f"-dict={words}"], target.check)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{one:02x}" for one in word)


if __name__ == "__main__":
    main()

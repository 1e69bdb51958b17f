"""The language of the lab, as `make lab LANGUAGE=ko` or LANGUAGE=en says it: remembered in
.bin/language, as the backend is, or in a user's own state where one clone serves many. It
decides which copies of the lessons are made and opened, and the language of JupyterLab's
menus. What a cell says is decided by its notebook.

    python3 kernel-setup/language.py [en|ko]    without a word: says which it is
"""

import sys

import environ
from environ import LANGUAGE

LANGUAGES = ("en", "ko")


def choose(asked):
    """Remembers a language; says so where it is another one than before."""
    if asked not in LANGUAGES:
        sys.exit(f"set-up: LANGUAGE={asked} is none of {' and '.join(LANGUAGES)}")
    if asked != environ.language():
        said = {"ko": "이제부터 한국어로 엽니다 (`make lab LANGUAGE=en`: English)", "en": "English from now on"}
        print(f"language {said[asked]}", flush=True)
    LANGUAGE.parent.mkdir(exist_ok=True)
    LANGUAGE.write_text(f"{asked}\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    choose(sys.argv[1]) if sys.argv[1:] else print(environ.language())

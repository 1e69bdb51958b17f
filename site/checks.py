"""What must be true of a site: figures, links, and no request to another host."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "video": "src",
          "audio": "src", "embed": "src", "object": "data", "image": "href", "use": "href"}


def pictures(notebook):
    """The words of a notebook's figures, in order."""
    return [o["metadata"]["alt"] for c in notebook["cells"] for o in c.get("outputs", [])
            if "image/png" in o.get("data", {}) and o.get("metadata", {}).get("alt")]


class Page(HTMLParser):
    """The ids, links, loaded files and pictures of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.alts = set(), [], [], []
        self.language, self.others = None, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids.update(filter(None, (attrs.get("id"), attrs.get("name"))))
        if tag == "html":
            self.language = attrs.get("lang")
        if tag == "link" and attrs.get("hreflang"):
            self.others[attrs["hreflang"]] = attrs.get("href", "")
        if tag == "a" and attrs.get("href"):
            self.links.append(attrs["href"])
        if tag == "img":
            self.alts.append(attrs.get("alt") or "")
        if attrs.get(LOADED.get(tag, "")) and attrs.get("rel") not in ("canonical",):
            self.loads.append(attrs[LOADED[tag]])


def leads(root, page, link, pages):
    """Whether a link within the site leads to a file, and to a place in it."""
    to = urlsplit(link)
    path = (page.parent / unquote(to.path)).resolve() if to.path else page
    if path.is_dir():
        path /= "index.html"
    if not path.is_file() or root not in path.parents:
        return False
    return not to.fragment or path.suffix != ".html" or unquote(to.fragment) in pages[path].ids


def languages(root, pages):
    """What is wrong with the languages of pages: each says its own, and leads to the
    same page in the other, as a reader's link and as one for machines."""
    wrong = []
    for path, page in pages.items():
        name = path.relative_to(root).as_posix()
        if not page.others:
            continue  # a page whole as it is, which Sphinx did not write
        plain = name.removeprefix("ko/")
        own = "ko" if plain != name else "en"
        places = {"en": root / plain, "ko": root / "ko" / plain}
        if page.language != own:
            wrong.append(f"{name} says that it is in {page.language}, expected {own}")
        for language, place in places.items():
            if (path.parent / page.others.get(language, "")).resolve() != place:
                wrong.append(f"{name} leads to no page {plain} in {language}")
            elif language != own and page.others[language] not in page.links:
                wrong.append(f"{name} has no switch to {language}")
    return wrong


def site(root, figures):
    """What is wrong with the site in the folder root, a line each.

    figures: the words of the pictures that each page must show.
    """
    root = Path(root).resolve()
    pages = {p: Page(p.read_text(encoding="utf-8")) for p in sorted(root.rglob("*.html"))
             if "_static" not in p.parts}
    wrong = []
    for path, page in pages.items():
        name = path.relative_to(root).as_posix()
        for load in page.loads:
            kind = urlsplit(load)
            if kind.scheme in ("http", "https") or load.startswith("//"):
                wrong.append(f"{name} loads {load} from another host")
            elif kind.scheme == "" and not leads(root, path, load, pages):
                wrong.append(f"{name} loads {load}, which is not there")
        for link in page.links:
            if urlsplit(link).scheme == "" and not leads(root, path, link, pages):
                wrong.append(f"{name} links to {link}, which is not there")
        for words in figures.get(name, []):
            if words not in page.alts:
                wrong.append(f"{name} lacks the figure “{words}”")
    wrong += languages(root, pages)
    for name in set(figures) - {p.relative_to(root).as_posix() for p in pages}:
        wrong.append(f"{name} is not there")
    for sheet in root.rglob("*.css"):
        for url in re.findall(r"url\(\s*['\"]?(https?:)?//[^)]*\)|@import\s+['\"]https?:", sheet.read_text(encoding="utf-8")):
            wrong.append(f"{sheet.relative_to(root)} loads from another host: {url}")
    return wrong

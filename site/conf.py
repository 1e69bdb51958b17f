"""Sphinx's settings for the site; build.py says how it is made."""

project = "The manifold seminar, in Go"
html_title = project
extensions = ["myst_nb", "sphinx-mathjax-offline"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "off"  # the stored outputs are shown
nb_ipywidgets_js = {}  # there are none, and their scripts would come from another host
nb_merge_streams = True
html_theme = "sphinx_book_theme"
html_theme_options = {"article_header_end": ["language", "article-header-buttons"],
                      "show_toc_level": 2, "navigation_with_keys": True, "use_fullscreen_button": False,
                      "navbar_persistent": []}  # one search field is enough
templates_path = ["templates"]  # the switch of languages, and links to the other language for machines
html_context = {"default_mode": "auto"}
html_static_path = ["style.css"]
html_css_files = ["style.css"]
html_show_copyright = False
html_show_sphinx = False

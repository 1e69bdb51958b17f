"""Why a program of the set-up failed, in a line, from what it said.

pip, uv and Go each say it in words of their own, some in thirty lines, none with
what a student can do about it.
"""

import os
import re
import shutil

from environ import REPO

NEARLY_FULL_MB = 300


def proxy():
    """The proxy that programs use, without the password in its address."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        if os.environ.get(name):
            return f"{name}={re.sub('//[^/]*@', '//…@', os.environ[name])}"
    return ""


def through():
    return f", or correct the proxy ({proxy()})" if proxy() else ""


# The first that is found counts: a pattern, and what it means.
REASONS = [
    (r"[Nn]o space left on device|not enough space on the disk|Errno 28|os error 28",
     lambda: f"the disk is full ({shutil.disk_usage(REPO).free >> 20} MB are free in the clone): make room"),
    (r"Disk quota exceeded", lambda: "your quota of disk space is used up: make room"),
    (r"CERTIFICATE_VERIFY_FAILED|x509: certificate|self.signed certificate|invalid peer certificate",
     lambda: "a proxy with a certificate of its own answers, or the clock is wrong: get the proxy's certificate as a "
             "PEM file and `export PIP_CERT=FILE REQUESTS_CA_BUNDLE=FILE SSL_CERT_FILE=FILE` (macOS: add it to the keychain, too)"),
    (r"407 Proxy|Proxy Authentication Required|proxy authorization required",
     lambda: f"the proxy wants a name and a password: export HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT{through()}"),
    (r"ProxyError|proxyconnect|Cannot connect to proxy|tunnel error",
     lambda: f"the proxy does not answer: correct it or unset it ({proxy() or 'pip config list shows where it is set'})"),
    (r"DO NOT MATCH THE HASHES|Hash mismatch|checksum mismatch|SECURITY ERROR",
     lambda: "what was fetched is not what is pinned: it was damaged or replaced on its way: try again, or in another network"),
    (r"name resolution|Name or service not known|NameResolutionError|nodename nor servname|getaddrinfo|no such host|"
     r"Network is unreachable|network is unreachable|Failed to establish a new connection|onnection refused|"
     r"ConnectTimeout|ReadTimeout|Read timed out|i/o timeout|No route to host|server misbehaving|TLS handshake timeout|"
     r"onnection reset|IncompleteRead|dns error|operation timed out",
     lambda: f"there is no network, or it does not answer: connect{through()}; once set up, all works offline"),
    (r"HTTP status (client|server) error|HTTP error [45]\d\d|\b[45]\d\d (Client|Server) Error",
     lambda: f"the package registry refuses, or is out of order: try again later{through()}; its words are in the log"),
    (r"No matching distribution found|no wheels? (with|for this)|no usable wheels|there is no version of|not found in the package registry",
     lambda: "the package registry has no wheel for this machine and Python: a Python of 3.10 to 3.14 has them all"),
    (r"Read-only file system|Permission denied|EACCES",
     lambda: "a folder cannot be written: see which below"),
    (r"signal: killed|Killed", lambda: "the system ended it: close other programs, memory is short"),
]


def find(said):
    """The reason that a program's words give, or ""."""
    for pattern, reason in REASONS:
        if re.search(pattern, said):
            return reason()
    free = shutil.disk_usage(REPO).free >> 20
    if free < NEARLY_FULL_MB:  # a full disk holds no log that says so, and a failed pip leaves room behind
        return f"most likely the disk is full: only {free} MB are free in the clone, make room"
    return ""

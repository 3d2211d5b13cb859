"""Checks of URLs that an attacker walks past."""

import re
from urllib.parse import unquote, urljoin, urlparse, urlsplit

from flowtest import Refused, sink_redirect, sink_url, source

HOST = "api.example.com"
GOOD = "http://api.example.com/a"


def case_host_anywhere():
    url = source(GOOD, "http://TOKEN/?api.example.com")
    if "api.example.com" in url:
        sink_url(url)  # flow


def case_host_within_the_host():
    url = source(GOOD, "http://api.example.com.TOKEN/")
    if "api.example.com" in urlparse(url).netloc:
        sink_url(url)  # flow


def case_prefix_without_a_slash():
    url = source(GOOD, "http://api.example.com.TOKEN/")
    if url.startswith("http://api.example.com"):
        sink_url(url)  # flow


def case_prefix_with_a_user():
    url = source(GOOD, "http://api.example.com@TOKEN/")
    if not url.startswith("http://api.example.com"):
        raise Refused
    sink_url(url)  # flow


def case_host_starts_with():
    url = source(GOOD, "http://api.example.com.TOKEN/")
    if urlsplit(url).hostname.startswith("api.example.com"):
        sink_url(url)  # flow


def case_host_ends_with_no_dot():
    url = source("http://www.example.com/a", "http://zq-TOKEN-example.com/")
    if urlparse(url).hostname.endswith("example.com"):
        sink_url(url)  # flow


def case_url_ends_with():
    url = source("http://www.example.com", "http://TOKEN/.example.com")
    if url.endswith(".example.com"):
        sink_url(url)  # flow


def case_only_the_scheme():
    url = source(GOOD, "https://TOKEN/")
    if urlparse(url).scheme not in {"http", "https"}:
        raise Refused
    sink_url(url)  # flow


def case_only_the_start():
    url = source(GOOD, "http://TOKEN/")
    if not url.startswith(("http://", "https://")):
        raise Refused
    sink_url(url)  # flow


def case_blocked_hosts():
    url = source(GOOD, "http://127.0.0.2/TOKEN")
    if urlparse(url).hostname in {"localhost", "127.0.0.1"}:
        raise Refused
    sink_url(url)  # flow


def case_dot_in_a_pattern():
    url = source(GOOD, "http://apiTexample.com/TOKEN")
    if re.match(r"http://api.example.com/", url):
        sink_url(url)  # flow


def case_pattern_without_an_end():
    url = source(GOOD, "http://api.example.com.TOKEN/")
    if re.match(r"http://api\.example\.com", url):
        sink_url(url)  # flow


def case_pattern_anywhere():
    url = source(GOOD, "http://TOKEN/?http://api.example.com/")
    if re.search(r"http://api\.example\.com/", url):
        sink_url(url)  # flow


def case_decoded_after_the_check():
    host = source("api.example.com", "TOKEN%2fapi.example.com")
    if not host.endswith("api.example.com"):
        raise Refused
    sink_url("http://" + unquote(host))  # flow


def case_another_url_was_checked():
    url, other = source(GOOD, "http://TOKEN/"), source(GOOD, "http://TOKEN/")
    if urlparse(other).hostname != HOST:
        raise Refused
    sink_url(url)  # flow


def case_joined_after_the_check():
    path = source("/a", "//TOKEN/a")
    if not path.startswith("/"):
        raise Refused
    sink_url(urljoin("http://api.example.com/", path))  # flow


def case_host_before_a_constant_tail():
    sink_url("http://" + source("api", "TOKEN/") + ".example.com/")  # flow


def case_redirect_begins_with_a_slash():
    target = source("/a", "//TOKEN/a")
    if target.startswith("/"):
        sink_redirect(target)  # flow


def case_redirect_with_a_backslash():
    target = source("/a", "/\\TOKEN/a")
    if target.startswith("/") and not target.startswith("//"):
        sink_redirect(target)  # flow


def case_redirect_without_a_scheme():
    target = source("/a", "//TOKEN/a")
    if not urlsplit(target).scheme:
        sink_redirect(target)  # flow


def case_redirect_without_colon_slash_slash():
    target = source("/a", "//TOKEN/a")
    if "://" in target:
        raise Refused
    sink_redirect(target)  # flow


def case_redirect_host_anywhere():
    target = source("http://api.example.com/", "http://TOKEN/api.example.com")
    if "api.example.com" in target:
        sink_redirect(target)  # flow


def case_redirect_to_the_last_part_of_our_url():
    target = source("http://api.example.com/a", "http://api.example.com/\\TOKEN")
    if urlsplit(target).netloc != "api.example.com":
        raise Refused
    sink_redirect("/" + target.rpartition("/")[2])  # flow


def case_redirect_after_removing_backslashes():
    target = source("/a", "/\\TOKEN/a")
    parts = urlsplit(target.replace("\\", ""))
    if not parts.netloc and not parts.scheme:
        sink_redirect(target)  # flow

"""A request goes where it should if host and scheme were compared as wholes; a redirect stays if it names no host."""

from urllib.parse import quote, urlencode, urlparse, urlsplit, urlunsplit

from flowtest import Refused, sink_redirect, sink_url, source

HOSTS = {"api.example.com", "www.example.com"}
GOOD = "http://api.example.com/a"
BAD = "http://TOKEN/a"


def case_raw():
    sink_url(source(GOOD, BAD))  # flow


def case_host_from_outside():
    sink_url("http://" + source("api.example.com", "TOKEN") + "/a")  # flow
    sink_url(f"http://{source('api', 'TOKEN')}.example.com/a")  # flow


def case_host_compared():
    url = source(GOOD, BAD)
    if urlparse(url).hostname == "api.example.com":
        sink_url(url)  # clean
    else:
        sink_url(url)  # flow


def case_host_compared_and_refused():
    url = source(GOOD, BAD)
    parts = urlsplit(url)
    if parts.hostname != "api.example.com":
        raise Refused
    sink_url(url)  # clean


def case_host_and_scheme():
    url = source(GOOD, BAD)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.hostname not in {"api.example.com"}:
        raise Refused
    sink_url(url)  # clean


def case_place_compared():
    url = source(GOOD, BAD)
    if urlparse(url).netloc == "api.example.com":
        sink_url(url)  # clean


def case_host_among_constants():
    url = source(GOOD, BAD)
    if urlparse(url).hostname not in HOSTS:
        raise Refused
    sink_url(url)  # clean


def case_host_by_index():
    url = source(GOOD, BAD)
    if urlsplit(url)[1] == "api.example.com":
        sink_url(url)  # clean


def case_host_ends_with_a_dot():
    url = source("http://api.example.com/a", "http://evilexample.com/TOKEN")
    host = urlparse(url).hostname or ""
    if host == "example.com" or host.endswith(".example.com"):
        sink_url(url)  # clean


def is_ours(url):
    return urlparse(url).hostname in HOSTS


def case_helper():
    url = source(GOOD, BAD)
    if not is_ours(url):
        raise Refused
    sink_url(url)  # clean


def checked(url):
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.netloc != "api.example.com":
        raise ValueError(url)
    return url


def case_helper_that_gives_the_url():
    sink_url(checked(source(GOOD, BAD)))  # clean


def case_prefix_with_the_slash():
    url = source(GOOD, "http://api.example.com.TOKEN/a")
    if url.startswith("http://api.example.com/"):
        sink_url(url)  # clean


def case_only_the_path_is_from_outside():
    sink_url("http://api.example.com/" + source("a", "TOKEN"))  # clean
    sink_url(f"http://api.example.com/users/{source('a', 'TOKEN')}")  # clean


def case_only_the_query_is_from_outside():
    sink_url("http://api.example.com/?" + urlencode({"a": source()}))  # clean
    sink_url("http://api.example.com/?q=" + quote(source()))  # clean


def case_put_together_with_a_constant_host():
    parts = urlsplit(source(GOOD, BAD))
    sink_url(urlunsplit(("http", "api.example.com", parts.path, parts.query, "")))  # clean


def case_looked_up():
    services = {"a": "http://api.example.com/a"}
    sink_url(services[source("a")])  # clean


def case_whole_url_among_constants():
    url = source(GOOD, BAD)
    if url in {"http://api.example.com/a", "http://api.example.com/b"}:
        sink_url(url)  # clean


def case_redirect():
    sink_redirect(source("/a", "http://TOKEN/"))  # flow


def case_redirect_within_the_site():
    sink_redirect("/users/" + source("a", "TOKEN"))  # clean


def case_redirect_checked_for_a_host():
    target = source("/a", "//TOKEN/a")
    parts = urlsplit(target.replace("\\", "/"))
    if not parts.netloc and not parts.scheme:
        sink_redirect(target)  # clean
    else:
        sink_redirect(target)  # flow


def case_redirect_to_a_path_of_a_url():
    target = source("http://x/a", "http://TOKEN/a")
    sink_redirect("/x" + urlsplit(target).path)  # clean


def case_redirect_to_a_name_behind_one_slash():
    target = source("/a", "//TOKEN/a")
    sink_redirect("/" + target.lstrip("/\\"))  # clean


def case_redirect_with_both_slashes_in_front_and_only_one_kind_stripped():
    target = source("/a", "\\TOKEN/a")
    sink_redirect("/" + target.lstrip("/"))  # flow


def case_redirect_with_a_query():
    target = source("a", "//TOKEN")
    sink_redirect("/go" + "?" + target)  # clean


def case_redirect_with_a_fragment_behind_an_unknown_path():
    target = source("a", "//TOKEN")
    sink_redirect("/".join(["", "a"]) + f"#{target}")  # clean


def case_redirect_to_one_of_two():
    target = source("/a", "http://TOKEN/")
    sink_redirect(target if target in {"/a", "/b"} else "/")  # clean

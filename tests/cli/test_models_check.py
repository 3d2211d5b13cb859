"""`entasis models check`: every row is verified, unverified or wrong, and the exit code says whether one is wrong."""

import pytest

GOOD = '[[source]]\napi = "json.loads"\nport = "return"\nkind = "remote"\nsays = "the text"\n'
ABSENT = '[[source]]\napi = "json.parse"\nport = "return"\nkind = "remote"\nsays = "the text"\n'
PORT = '[[sink]]\napi = "smtplib.SMTP.login"\nport = "arg:9|text"\nkind = "sql"\nsays = "the text"\n'
UNKNOWN = '[[sanitizer]]\napi = "shop.clean"\nclears = ["sql"]\n'


@pytest.fixture
def check(run, tmp_path):
    def check(text, *flags):
        (tmp_path / "own.toml").write_text(text)
        return run("models", "check", "own.toml", *flags)

    return check


def test_a_row_is_verified_unverified_or_wrong(check):
    done = check(GOOD + ABSENT + PORT + UNKNOWN)
    assert done.code == 1
    lines = done.out.splitlines()
    assert len(lines) == 4
    assert "WRONG       your own models: [[source]] json.parse: there is no json.parse" in lines
    assert "UNVERIFIED  your own models: [[sanitizer]] shop.clean: nobody here knows shop" in lines
    [port] = [
        line for line in lines if line.startswith("WRONG       your own models: [[sink]] smtplib.SMTP.login")
    ]
    assert port.endswith("has no arg:9|text")
    assert lines[-1] == "4 rows: 1 verified, 1 unverified, 2 wrong; 0 dead"


def test_all_rows_are_shown_if_asked_for(check):
    done = check(GOOD, "--all")
    assert done.code == 0
    assert done.out.splitlines()[0] == "VERIFIED    your own models: [[source]] json.loads"


def test_what_nothing_can_ask_for_is_dead(check):
    kind = '[[kind]]\nname = "ledger"\ntable = "sink"\n'
    sink = '[[sink]]\napi = "json.dumps"\nport = "arg:0|obj"\nkind = "ledger"\nsays = "the entry"\n'
    alias = '[[alias]]\napi = "json.decoder.loads"\nof = "json.loads"\n'
    spelt = GOOD.replace("json.loads", "json.decoder.loads")
    done = check(kind + sink + sink.replace("ledger", "sql") * 2 + alias + spelt)
    dead = [line for line in done.out.splitlines() if line.startswith("DEAD")]
    assert dead == [
        "DEAD        your own models: [[sink]] json.dumps arg:0|obj: no rule reports the kind 'ledger'",
        "DEAD        your own models: [[sink]] json.dumps arg:0|obj: it is said twice",
        "DEAD        your own models: [[source]] json.decoder.loads: it is only known as json.loads",
    ]


def test_code_that_lies_where_the_command_is_run_is_not_imported(check, tmp_path):
    (tmp_path / "shop.py").write_text("raise SystemExit('imported')\n")
    done = check(UNKNOWN)
    assert done.code == 0
    assert "nobody here knows shop" in done.out


def test_the_models_that_ship_have_no_wrong_row(run):
    done = run("models", "check")
    assert done.code == 0, [line for line in done.out.splitlines() if line.startswith("WRONG")]
    assert ", 0 wrong;" in done.out.splitlines()[-1]


def test_a_file_that_is_no_model_is_a_usage_error(check):
    done = check("[[source]]\nnonsense = 1\n")
    assert done.code == 2
    assert "unknown key 'nonsense' in [[source]]" in done.err

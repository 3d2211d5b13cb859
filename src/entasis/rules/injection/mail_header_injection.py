r"""Data from outside that is put into the text of a mail with its headers.

## What it finds
A value from outside the program that becomes part of a mail which is written by hand as one text, headers and all.

## Why it matters
`\nBcc: …` in a subject adds recipients, a second line break begins another text. The mail comes from your server and
passes the checks of those who get it.

## Bad
```python
import smtplib
from flask import Flask, request

app = Flask(__name__)

@app.route("/invite", methods=["POST"])
def invite():
    mail = f"Subject: {request.form['subject']}\n\nYou are invited."
    with smtplib.SMTP("localhost") as server:
        server.sendmail("cell@example.org", ["all@example.org"], mail)  # finding
    return "sent"
```

## Good
```python
import smtplib
from email.message import EmailMessage
from flask import Flask, request

app = Flask(__name__)

@app.route("/invite", methods=["POST"])
def invite():
    mail = EmailMessage()
    mail["Subject"] = request.form["subject"]
    mail.set_content("You are invited.")
    with smtplib.SMTP("localhost") as server:
        server.send_message(mail, "cell@example.org", ["all@example.org"])
    return "sent"
```

## How to fix it
Let `email.message.EmailMessage` or the mail functions of a framework write the headers.

## What it cannot see
A value that only stands in the text of the mail, after all headers, is taken for one in them.

## References
- [CWE-93](https://cwe.mitre.org/data/definitions/93.html)
- [OWASP: testing for IMAP and SMTP injection](https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/10-Testing_for_IMAP_SMTP_Injection)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="mail-header-injection",
    cwe=93,
    title="Mail header injection",
    severity=Severity.MEDIUM,
    sinks=frozenset({"email"}),
    message="{source} becomes part of {sink} that {api} sends",
    why=(
        "A line break in the value begins another header, or the text of the mail. Whoever sends it mails"
        " what he likes to whom he likes, from this server."
    ),
    remedy="Build the mail as an `email.message.EmailMessage`: it refuses line breaks in headers.",
)

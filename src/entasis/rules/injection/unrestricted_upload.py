"""An uploaded file is kept under a suffix that whoever uploads it chooses.

## What it finds
The name that a client gives to the file it uploads becomes, up to its end, the name under which the file is stored,
and nothing has asked for the suffix before.

## Why it matters
The suffix says what others do with a file. In a folder that a web server serves, `.html` and `.svg` are pages that run
scripts as part of the site, and `.php` or `.cgi` are run by the server; beside the program, `.py` and `.html` are its
modules and templates. Taking the folders out of a name, as `secure_filename` does, leaves the suffix.

## Bad
```python
import os
from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)

@app.route("/images", methods=["POST"])
def images():
    image = request.files["image"]
    image.save(os.path.join("static/images", secure_filename(image.filename)))  # finding
    return "ok"
```

## Good
```python
import os
import uuid
from flask import Flask, abort, request

app = Flask(__name__)
SUFFIXES = {".png", ".jpg"}

@app.route("/images", methods=["POST"])
def images():
    image = request.files["image"]
    suffix = os.path.splitext(image.filename)[1].lower()
    if suffix not in SUFFIXES:
        abort(400)
    image.save(os.path.join("static/images", f"{uuid.uuid4()}{suffix}"))
    return "ok"
```

## How to fix it
Accept only suffixes of a list of those that are meant, or give the file a name and a suffix of the program's own. The
content type that comes with an upload is the client's word as well.

## What it cannot see
Whether the folder is served, and whether the suffixes that are accepted are harmless. Names that come in by other
fields than that of the upload.

## References
- [CWE-434](https://cwe.mitre.org/data/definitions/434.html)
- [OWASP: file upload](https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="unrestricted-upload",
    cwe=434,
    title="Suffix of an uploaded file chosen by the client",
    severity=Severity.MEDIUM,
    sources=frozenset({"upload"}),
    sinks=frozenset({"suffix"}),
    message="{source} decides the suffix under which {api} stores it",
    why=(
        "A browser or a server takes a file for what its suffix says: as a page with scripts, or as code to run. The"
        " client chooses it, and with it what is done with the file."
    ),
    remedy="Accept only suffixes of a list, or store the file under a name of the program's own.",
)

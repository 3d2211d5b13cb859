"""Data from outside that becomes part of the instructions of a language model.

## What it finds
A value from outside the program that is put into the system prompt or the instructions of a request to a model.

## Why it matters
A model obeys its instructions. Who writes a part of them tells it to ignore the rest: to give away what it was told
in confidence, and to use the tools it has been given for something else.

## Bad
```python
from anthropic import Anthropic
from flask import Flask, request

app = Flask(__name__)

@app.route("/ask")
def ask():
    answer = Anthropic().messages.create(  # finding
        model="claude-opus-4-5",
        max_tokens=500,
        system=f"You answer questions on {request.args['topic']} only.",
        messages=[{"role": "user", "content": request.args["question"]}],
    )
    return {"answer": answer.content[0].text}
```

## Good
```python
from anthropic import Anthropic
from flask import Flask, request

app = Flask(__name__)

TOPICS = {"billing": "invoices and payments", "network": "networks and addresses"}

@app.route("/ask")
def ask():
    answer = Anthropic().messages.create(
        model="claude-opus-4-5",
        max_tokens=500,
        system=f"You answer questions on {TOPICS[request.args['topic']]} only.",
        messages=[{"role": "user", "content": request.args["question"]}],
    )
    return {"answer": answer.content[0].text}
```

## How to fix it
Keep the instructions constant, or choose them out of a table. What a visitor writes belongs into a message of the
role `user`, and what the model may do has to be safe whoever asks.

## What it cannot see
A question that a visitor is meant to ask may hold instructions as well; that lies in the nature of a model, and is no
finding.

## References
- [CWE-1427](https://cwe.mitre.org/data/definitions/1427.html)
- [OWASP: LLM prompt injection prevention](https://cheatsheetseries.owasp.org/cheatsheets/LLM_Prompt_Injection_Prevention_Cheat_Sheet.html)
"""

from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="prompt-injection",
    cwe=1427,
    title="Prompt injection",
    severity=Severity.MEDIUM,
    sinks=frozenset({"prompt"}),
    message="{source} becomes part of {sink} of {api}",
    why=(
        "The model obeys what its sender wrote as if it were the program's own instruction, with the data and the "
        "tools that it has been given."
    ),
    remedy="Keep the instructions constant, and pass the value in a message of the role `user`.",
)

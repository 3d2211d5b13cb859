"""Data from outside that becomes part of what a language model is told to do.

## What it finds
A value from outside the program that is put into the instructions of a language model, which stand apart from what
the visitor asks.

## Why it matters
A model follows its instructions more than its questions. Whoever writes part of them turns it against the program:
it gives away what it was told to keep, calls the tools it was given as the sender likes, and answers other visitors in
his words.

## Bad
```python
import anthropic
from flask import Flask, request

app = Flask(__name__)

@app.route("/ask")
def ask():
    client = anthropic.Anthropic()
    question = {"role": "user", "content": request.args["question"]}
    answer = client.messages.create(  # finding
        model="claude-opus-4",
        max_tokens=500,
        system="You help the customer " + request.args["name"] + " with his servers.",
        messages=[question],
    )
    return {"answer": answer.content[0].text}
```

## Good
```python
import anthropic
from flask import Flask, request

app = Flask(__name__)

@app.route("/ask")
def ask():
    client = anthropic.Anthropic()
    question = {"role": "user", "content": request.args["name"] + " asks: " + request.args["question"]}
    answer = client.messages.create(
        model="claude-opus-4",
        max_tokens=500,
        system="You help customers with their servers.",
        messages=[question],
    )
    return {"answer": answer.content[0].text}
```

## How to fix it
Keep the instructions constant, and pass what the visitor sends as his message. Where a value must stand there, take it
from a fixed set. Give the model no tool or secret that the visitor himself must not have.

## What it cannot see
Instructions that are one message of a list among others, and what a document says that a model is given to read.

## References
- [CWE-1427](https://cwe.mitre.org/data/definitions/1427.html)
- [OWASP: prompt injection](https://genai.owasp.org/llmrisk/llm01-prompt-injection/)
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
        "A model follows its instructions more than what it is asked: whoever writes part of them decides what"
        " it gives away and which of its tools it calls."
    ),
    remedy="Keep the instructions constant, and pass the value as a message of the visitor.",
)

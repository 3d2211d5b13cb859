"""A bus: who publishes does not know who listens."""

_listeners = {}


def on(name):
    def register(function):
        _listeners.setdefault(name, []).append(function)
        return function

    return register


def publish(name, value):
    for function in _listeners.get(name, []):
        function(value)

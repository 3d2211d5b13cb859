"""The sentences that several rules share: how a deciding value came to be, and the way that proves a finding."""

from entasis.analyses.fit import Refused
from entasis.analyses.misuse import Misuse
from entasis.analyses.view import View
from entasis.ir.instructions import Instruction
from entasis.program.symbols import FunctionSymbol
from entasis.rules.rule import Hop

# What comes of a script of a page that runs what it is given.
IN_SCRIPTS = (
    "Whoever makes the link, or the page that leads here, runs what he likes in the visitor's browser as if it "
    "came from this site."
)
_LONGEST = 100  # characters of a message that is to be understood at a glance


def effect_message(misuse: Misuse, effect: str) -> str:
    """What the use does, in the row's words if they are short enough, else in the rule's."""
    message = f"{misuse.api} {misuse.use.because}"
    return message if misuse.use.because and len(message) <= _LONGEST else f"{misuse.api} {effect}"


def effect_facts(misuse: Misuse, message: str) -> tuple[str, ...]:
    """What the row says of the use, where the message does not say it."""
    said = f"{misuse.api} {misuse.use.because}"
    return (f"{said}.",) if misuse.use.because and message != said else ()


def release_facts(view: View, misuse: Misuse) -> tuple[str, ...]:
    """Which releases the project allows, where the row is about old ones."""
    if misuse.use.before is None:
        return ()
    library, _ = misuse.use.before
    oldest = view.program.requirements.oldest(view.function.module, library)
    allowed = f"{library} {'.'.join(map(str, oldest))} and later" if oldest else f"any release of {library}"
    return (f"The project's setup.py allows {allowed}.",)


def value_facts(view: View, misuse: Misuse) -> tuple[str, ...]:
    """One sentence for each value that decided, saying through which names it comes."""
    facts: list[str] = []
    for port, register in misuse.values:
        found = view.literal(register)
        name = port.name or "the value"
        if found is None:
            value = view.known_value(register)
            if value.api or value.made_by:
                facts.append(f"`{name}` is {value.api or value.made_by}.")
            continue
        _, constant, names = found
        through = " through " + " and ".join(f"`{n}`" for n in names) if names else ""
        facts.append(f"`{name}` is {constant.value!r}{through}.")
    return tuple(facts)


def deciding_place(view: View, misuse: Misuse) -> tuple[FunctionSymbol, Instruction]:
    """Where the use is to be shown: at the step, or where the class or the module that it takes settings from has this one."""
    if misuse.place is not None:
        function, register = misuse.place
        written = function.function.definitions[register]
        if written is not None:
            return function, written
    return view.function, misuse.step


def value_hops(view: View, misuse: Misuse, text: str) -> tuple[Hop, ...]:
    """The path of the first value that comes through a name: where it is set, and the step it decides."""
    for _, register in misuse.values:
        found = view.literal(register)
        if found is None or not found[2]:
            continue
        function, constant, names = found
        return (
            Hop(function, constant, f"`{names[-1]}` is set to {constant.value!r}"),
            Hop(view.function, misuse.step, text),
        )
    return ()


def definition_hops(view: View, refused: Refused, text: str) -> tuple[Hop, ...]:
    """From the definition of what is called to the call that it refuses; () if it is not the program's own."""
    definition = refused.definition
    first = definition.function.definitions[0] if definition and definition.function.definitions else None
    if definition is None or first is None:
        return ()
    return (
        Hop(definition, first, f"{refused.callee}{refused.signature} is defined here"),
        Hop(view.function, refused.site.call, text),
    )

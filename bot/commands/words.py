"""From what somebody typed to the arguments of a command: forgiving about form, and never silent about a word.

subscribe aws components=us-east-1 impact>=major
subscribe github only incidents
mute 2h github
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.commands.duration import LENGTHS, begins_duration, duration
from bot.commands.prose import joined, quoted
from bot.commands.request import Command, CommandError, Fits, Param
from bot.render.pressing import listed

# The least likeness, from 0 to 1, at which a word is taken for a mistyped name of a parameter.
LIKENESS = 0.75
OFF = frozenset({"off", "none", "no", "never"})
LONGEST_TEXT = 4000  # characters; Slack and Discord send no more

_QUOTES = str.maketrans("\u201c\u201d\u201e\u00ab\u00bb", '"""""')
_LINK = re.compile(r"<(https?://[^\s|<>]+)(?:\|[^<>]*)?>", re.IGNORECASE)  # as chats write what they made a link of
_TOKEN = re.compile(r'[^\s"]*"[^"]*"?|[^\s"]+')
_NAMED = re.compile(r"(?P<name>-{0,2}[a-z][a-z-]*)\s*(?P<sign>[<>=]=?|:=?)(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_SIGNS = frozenset({"=", ">=", ">", ":", "==", ":="})
_FILLERS = frozenset({"only", "just", "please"})
_BEFORE_ALL = frozenset({"to", "from"})  # subscribe to github
_MEMBER = re.compile(r'\s*"([^"]*)"|([^,;]+)')


@dataclass(frozen=True, slots=True)
class _Token:
    """One word, or what stood in quotes."""

    text: str
    quoted: bool

    @property
    def plain(self) -> str:
        """As it is compared; nothing in quotes equals a word of ours."""
        return "" if self.quoted else self.text.strip(",;").casefold()


def arguments(command: Command, text: str = "") -> dict[str, str]:
    """The arguments of `command` in what was typed behind its name. Raises CommandError."""
    text = _LINK.sub(r"\1", text[:LONGEST_TEXT].translate(_QUOTES)).strip()
    rest = next((param for param in command.params if param.rest), None)
    if rest:
        return _leading_and_rest(command, rest, text)
    reader = _Reader(command)
    for token in _tokens(text):
        reader.take(token)
    return reader.arguments()


def items(said: str) -> tuple[str, ...]:
    """The members of a list as people write it: parted by commas, in quotes where they have some themselves."""
    members = ((quoted or plain).strip() for quoted, plain in _MEMBER.findall(said))
    return tuple(member for member in members if member)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        word = match[0]
        named = _NAMED.fullmatch(word)
        if named and named["value"].startswith('"'):
            yield _Token(f"{named['name']}{named['sign']}", quoted=False)
            word = named["value"]
        before, mark, inside = word.partition('"')
        if mark and before.strip(","):
            yield _Token(before, quoted=False)
        if mark:
            yield _Token(inside.removesuffix('"').strip(), quoted=True)
        else:
            yield _Token(word, quoted=False)


def _leading_and_rest(command: Command, rest: Param, text: str) -> dict[str, str]:
    """The first word, or what stands in quotes, and all behind it as it is."""
    first = _TOKEN.match(text)
    if first is None:
        return {}
    leading = next(param for param in command.params if param.leads)
    values = {leading.name: first[0].strip('"').rstrip(":,"), rest.name: text[first.end() :].strip()}
    return {name: value for name, value in values.items() if value}


@dataclass
class _Reader:
    """Takes one word after the other; `current` is the parameter that an unnamed word belongs to."""

    command: Command
    current: Param | None = None
    values: dict[str, list[_Token]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.current = self._leading

    @property
    def _leading(self) -> Param | None:
        return next((param for param in self.command.params if param.leads), None)

    def take(self, token: _Token) -> None:
        """One more word."""
        if token.plain in _SIGNS or token.plain in _FILLERS or (token.plain in _BEFORE_ALL and not self.values):
            return
        if self._continues_list(token) or not (self._names(token) or self._speaks_for_itself(token)):
            self._add(token)

    def arguments(self) -> dict[str, str]:
        """The values so far, by name."""
        values = {name: _value(tokens) for name, tokens in self.values.items()}
        return {name: value for name, value in values.items() if value}

    def _continues_list(self, token: _Token) -> bool:
        """Whether a comma ties it to the word before."""
        said = self.values.get(self.current.name, []) if self.current else []
        return bool(said) and (token.text.startswith(",") or (said[-1].text.endswith(",") and not said[-1].quoted))

    def _names(self, token: _Token) -> bool:
        """Whether it names a parameter, with its value or before it."""
        named = None if token.quoted else _NAMED.fullmatch(token.text)
        if named and (param := self._param(named["name"])):
            self._begin(param)
            if named["value"]:
                self._add(_Token(named["value"], quoted=False))
            return True
        if named and named["sign"] != ":":
            raise self._unknown(named["name"])
        param = self._param(token.plain)
        if param is None:
            self._refuse_misspelt(token)
            return False
        self._begin(param)
        return True

    def _speaks_for_itself(self, token: _Token) -> bool:
        """Whether its value tells which parameter is meant: `major`, `incidents`, `2h`."""
        if self._ends_duration(token):
            return False
        for param in self.command.params:
            if param.name not in self.values and param is not self.current and _is_value(param, token):
                self.values[param.name] = [token]
                self.current = param if param.kind is Fits.DURATION else self._leading
                return True
        return False

    def _ends_duration(self, token: _Token) -> bool:
        """A unit behind its number."""
        return bool(self.current and self.current.kind is Fits.DURATION and token.plain in LENGTHS)

    def _add(self, token: _Token) -> None:
        current = self.current
        if current and current.kind is Fits.DURATION and self._is_full(current, token):
            current = self.current = self._leading
        if current is None:
            raise self._unknown(token.text)
        self.values.setdefault(current.name, []).append(token)
        if current.kind is Fits.IMPACT and choice(token.plain, current.choices):
            self.current = self._leading

    def _is_full(self, param: Param, token: _Token) -> bool:
        """Whether the duration is complete and this word no part of it."""
        said = self.values.get(param.name)
        more = [*(said or ()), token]
        numbers = {"a", "an", "half", "and"}
        fits = token.plain in numbers or begins_duration(token.plain) or duration(_value(more)) is not None
        return bool(said) and not fits

    def _begin(self, param: Param) -> None:
        self.current = param
        self.values.setdefault(param.name, [])

    def _param(self, word: str) -> Param | None:
        wanted = word.lstrip("-").casefold()
        return next((param for param in self.command.params if wanted in param.words), None)

    def _refuse_misspelt(self, token: _Token) -> None:
        """A word that is nearly a name, behind what the leading parameter has already."""
        leading = self._leading
        if leading is None or self.current is not leading or not self.values.get(leading.name):
            return
        if _nearest(token.plain, self._names_of_params()):
            raise self._unknown(token.text)

    def _names_of_params(self) -> Iterable[str]:
        return [word for param in self.command.params if not param.leads for word in param.words]

    def _unknown(self, word: str) -> CommandError:
        names = [param.name for param in self.command.params]
        if not names:
            return CommandError(f"{self.command.name} takes nothing more; {quoted(word)} was not understood.")
        likely = _nearest(word.strip("-").casefold(), [*self._names_of_params(), *_values_of(self.command)])
        meant = f" Did you mean {likely}?" if likely else ""
        return CommandError(
            f"{quoted(word)} was not understood in {self.command.name}.{meant} It takes {joined(names)}."
        )


def _values_of(command: Command) -> list[str]:
    return [choice for param in command.params for choice in param.choices]


def _nearest(word: str, names: Iterable[str]) -> str | None:
    found = process.extractOne(word, list(names), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS)
    return found[0] if found else None


def _is_value(param: Param, token: _Token) -> bool:
    match param.kind:
        case Fits.CHOICE | Fits.IMPACT:
            return choice(token.plain, param.choices) is not None
        case Fits.DURATION:
            return begins_duration(token.plain)
        case _:
            return False


def choice(word: str, choices: Iterable[str]) -> str | None:
    """The choice that a word is, be it in the singular or the plural."""
    plain = word.casefold().removesuffix("s")
    return next((each for each in choices if plain and each.casefold().removesuffix("s") == plain), None)


def _value(tokens: list[_Token]) -> str:
    """The words again as they were; what stood in quotes side by side is a list."""
    said, after_quote = "", False
    for token in tokens:
        if after_quote and token.plain in {"and", "or"}:
            continue
        is_member = (token.quoted or after_quote) and not said.endswith(",") and not token.text.startswith(",")
        between = ", " if is_member else " "
        after_quote = token.quoted
        text = listed([token.text]) if token.quoted else token.text
        said = f"{said}{between}{text}" if said else text
    return said.strip(" ,")


def missing(command: Command, given: Mapping[str, str]) -> Param | None:
    """The first required parameter that was not given."""
    return next((param for param in command.params if param.required and not given.get(param.name)), None)

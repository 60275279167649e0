"""`names_rule` as a term: whether a text names the rule that is judged. The counterpart is in `semantics.calls`."""

from __future__ import annotations

from sanctions_engine.engines.relational.limits import Unsupported
from sanctions_engine.engines.relational.scope import Scope
from sanctions_engine.engines.relational.terms import (
    FALSE,
    NULL,
    TRUE,
    Constant,
    Term,
    all_of,
    any_of,
    apply,
    choose,
    equal,
    is_null,
    is_true,
)
from sanctions_engine.engines.relational.values import Condition, NoValue, SqlValue, Words
from sanctions_engine.semantics.calls import names_of


def names_rule(text: SqlValue, scope: Scope) -> Condition:
    """Tell whether a text is a name of the rule judged, or of the exemption that is looked at, whatever the case of its letters.

    Raises:
        Unsupported: If a name has letters outside ASCII.
    """
    if isinstance(text, NoValue):
        return Condition(FALSE)
    if not isinstance(text, Words):
        raise Unsupported("a test of text on what is no text")
    folded = apply("folded", text.value)
    found = any_of(is_true(equal(folded, name)) for name in _names(scope))
    value = choose([(text.nothing, FALSE), (is_null(text.value), NULL)], choose([(found, TRUE)], FALSE))
    absent = FALSE if text.absent == FALSE else all_of([is_null(value), text.absent])
    return Condition(value, absent)


def _names(scope: Scope) -> list[Term]:
    """Return a term for each name; where a rule has fewer names than others of its family, a name stands twice."""
    judged = [text.rule for text in scope.family.texts]
    read = judged if scope.rules is None else [rule for rule, _ in scope.rules]
    of_each = [
        list(dict.fromkeys(name.casefold() for rule in pair for name in names_of(rule)))
        for pair in zip(read, judged, strict=True)
    ]
    if not all(name.isascii() for names in of_each for name in names):
        raise Unsupported("a name of a rule with letters outside ASCII")
    most = max(map(len, of_each))
    terms = [scope.family.column([names[min(place, len(names) - 1)] for names in of_each]) for place in range(most)]
    return [one for one in terms if not (isinstance(one, Constant) and one.value is None)]

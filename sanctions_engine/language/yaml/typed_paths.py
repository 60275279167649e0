"""Finds what a pydantic error is about: which place of the document, which branches of unions, and which models.

The location of a pydantic error mixes keys and indexes with the labels of union branches. The annotations of the model
tell them apart; where these say nothing the data does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, RootModel, Tag

from sanctions_engine.language.yaml.yaml_document import Document, Path

_KEY_MARK = "[key]"


@dataclass(frozen=True, slots=True)
class Located:
    """What an error is about.

    Attributes:
        path: The place in the document; its end need not exist (a missing key).
        branches: For each union on the way, the length of the path at which it stands and the label of the branch.
        holders: The models that the mapping at the path, without its last step, can be.
        at_key: Whether the key is wrong, and not its value.
    """

    path: Path
    branches: tuple[tuple[int, str], ...]
    holders: tuple[type[BaseModel], ...]
    at_key: bool


def locate(model: type[BaseModel], location: tuple[str | int, ...], document: Document, base: Path) -> Located:
    """Return what the error at `location` is about, for data at `base` that was validated as `model`."""
    path, branches, at_key = base, list[tuple[int, str]](), False
    hints: list[Any] = [model]
    holders: list[Any] = []
    labelled = False  # a label was read that names none of the hints: they are not a union any more
    for position, step in enumerate(location):
        if step == _KEY_MARK:
            at_key = True
            continue
        choices = [choice for hint in hints for choice in _choices(hint)]
        if (len(choices) > 1 and not labelled) or not _leads_on(choices, step, document, path, position, location):
            branches.append((len(path), str(step)))
            hints = [choice for choice in choices if str(step) in _labels(choice)] or choices
            labelled = len(hints) > 1
            continue
        path, holders, labelled = (*path, step), [_bare(choice) for choice in choices], False
        hints = [inner for choice in choices for inner in _inner(_bare(choice), step)] or [Any]
    models = tuple(holder for holder in holders if _is_model(holder))
    return Located(path, tuple(branches), models, at_key)


def keys_of(models: Iterable[type[BaseModel]]) -> list[str]:
    """Return the keys that one of the models knows, in the order of its fields."""
    return list(dict.fromkeys(key for model in models for name in model.model_fields for key in _keys(model, name)))


def _leads_on(
    choices: list[Any], step: str | int, document: Document, path: Path, position: int, location: Path
) -> bool:
    """Whether a step of a location is a key or an index, and not the label of a branch."""
    if any(_inner(_bare(choice), step) for choice in choices):
        return True
    return document.node(*path, step) is not None or (position == len(location) - 1 and _any_model(choices))


def _any_model(choices: list[Any]) -> bool:
    return any(_is_model(_bare(choice)) for choice in choices)


def _choices(hint: Any) -> Iterator[Any]:
    """Yield the branches of a union, without None; any other type is its own only branch."""
    bare = _bare(hint)
    if get_origin(bare) in {Union, UnionType}:
        branches = [branch for branch in get_args(bare) if branch is not NoneType]
        if len(branches) == 1:
            yield from _choices(branches[0])
        else:
            yield from branches
    else:
        yield hint


def _bare(hint: Any) -> Any:
    """Return a type without its annotations, its alias and its root model."""
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif hasattr(hint, "__value__"):
            hint = hint.__value__
        elif isinstance(hint, type) and issubclass(hint, RootModel):
            hint = hint.model_fields["root"].annotation
        else:
            return hint


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _inner(hint: Any, step: str | int) -> list[Any]:
    """Return the type of what stands in a type under a key or an index; nothing where the type does not say."""
    if _is_model(hint):
        return [field.annotation for name, field in hint.model_fields.items() if step in _keys(hint, name)]
    arguments = [argument for argument in get_args(hint) if argument is not Ellipsis]
    if get_origin(hint) in {Union, UnionType, Literal} or not arguments:
        return []
    return arguments[-1:] if len(arguments) < 2 or isinstance(step, str) else arguments[step : step + 1]


def _keys(model: type[BaseModel], name: str) -> list[str]:
    """Return the keys under which a field is written."""
    field = model.model_fields[name]
    alias = field.validation_alias if field.validation_alias is not None else field.alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    keys = [choice for choice in choices if isinstance(choice, str)]
    by_name = model.model_config.get("populate_by_name") or model.model_config.get("validate_by_name")
    return [*keys, name] if by_name or not keys else keys


def _labels(choice: Any) -> set[str]:
    """Return the labels that pydantic may give to a branch: its name, its tag, or values that tell it from others."""
    labels = {extra.tag for extra in get_args(choice)[1:] if isinstance(extra, Tag)}
    bare = _bare(choice)
    labels.add(str(getattr(bare, "__name__", bare)) if get_origin(bare) is None else str(bare))
    if _is_model(bare):
        for field in bare.model_fields.values():
            if get_origin(field.annotation) is Literal:
                labels.update(str(value) for value in get_args(field.annotation))
    return labels

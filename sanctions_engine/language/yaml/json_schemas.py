"""JSON Schema of the models that files are checked against, so that editors complete keys and underline mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, BeforeValidator, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sanctions_engine.models.json_forms import ANY_TEXT, Form

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that schemas name: the one that editors know best."""

_NULL: Form = {"type": "null"}

Conditions = Mapping[type[BaseModel], Form]
"""By model, what else holds for its keys together: which go with which."""


class NotNull(BeforeValidator):
    """A check of what is given that also tells editors that a key which is written has a value."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the form without null, which stands for a key that is left out."""
        found = handler(schema)
        branches = found.get("anyOf", [])
        if _NULL not in branches:
            return found
        left = [branch for branch in branches if branch != _NULL]
        others = {key: value for key, value in found.items() if key != "anyOf"}
        return {**others, **(left[0] if len(left) == 1 else {"anyOf": left})}


@dataclass(frozen=True, slots=True)
class ReadAs:
    """Marks a value that its file keeps as it is because it is read later, on its own: by which type it is read then."""

    type: Any

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the form of the type."""
        return handler(TypeAdapter(self.type).core_schema)


@dataclass(frozen=True, slots=True)
class Also:
    """Marks a value of which more is checked when it is read: what that is, as JSON Schema."""

    form: Form

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the form of the value with what else holds for it."""
        return {**handler(schema), **self.form}


def keys_like(pattern: str) -> Also:
    """Return the mark of a mapping whose keys are names that an author gives.

    Example:
        >>> keys_like("[a-z]+").form
        {'propertyNames': {'pattern': '^([a-z]+)$'}}
    """
    return Also({"propertyNames": {"pattern": f"^({pattern})$"}})


def json_schema(model: type[BaseModel], conditions: Conditions) -> Form:
    """Return the JSON Schema of a model, with its definitions under `definitions`.

    Args:
        model: A model whose values are read from text.
        conditions: What else holds for the keys of a model, this one or one that it holds.

    Example:
        >>> class Rule(BaseModel, extra="forbid"):
        ...     id: str
        >>> json_schema(Rule, {})["properties"]
        {'id': {'type': ['string', 'number', 'boolean']}}
    """
    schema = _Generator(conditions).generate(TypeAdapter(model).core_schema, mode="validation")
    definitions = schema.pop("$defs", {})
    complete: Form = _untitled({**schema, "definitions": definitions})
    return complete


class _Generator(GenerateJsonSchema):
    """Makes schemas of files that are read without implicit typing, and adds conditions to those of models."""

    def __init__(self, conditions: Conditions) -> None:
        super().__init__(by_alias=True, ref_template="#/definitions/{model}")
        self._conditions = conditions

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Return the form of a text: what looks like a number is a number to an editor."""
        return {**super().str_schema(schema), **ANY_TEXT}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Return the form of a key that may be left out, with its default where that is a word or a truth value."""
        form, default = self.generate_inner(schema["schema"]), schema.get("default")
        return {**form, "default": default} if isinstance(default, (str, bool)) and default != "" else form

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return the form of a model and what else holds for its keys."""
        form = super().model_schema(schema)
        description = form.get("description")
        if description:
            form["description"] = description.partition("\n\n")[0].replace("`", "")
        return {**form, **self._conditions.get(schema["cls"], {})}


def _untitled(value: Any) -> Any:
    """Return a schema without the titles that pydantic makes of the names of fields: editors would show each twice."""
    if isinstance(value, list):
        return [_untitled(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _untitled(one) for key, one in value.items() if key != "title" or not isinstance(one, str)}

"""Reads from the description how large what bots send may be."""

from .description import NoRule

TEXT_LIMITS = ("minLength", "maxLength")
LIST_LIMITS = ("minItems", "maxItems")
MAP_LIMITS = ("minProperties", "maxProperties")
NUMBER_LIMITS = ("minimum", "maximum")
# Whatever else bounds a value has no rule yet.
OTHER_LIMITS = ("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern")


class Limit:
    """The least and the greatest size of a text, a list or a map, or value of a number."""

    def __init__(self, kind, least, most):
        self.kind = kind  # Length, IntegerRange, NumberRange
        self.least = least
        self.most = most

    @property
    def is_real(self):
        return self.most is not None or (self.least if self.kind == "Length" else self.least is not None)

    @property
    def cpp(self):
        if self.kind == "Length":
            most = [] if self.most is None else [str(self.most)]
            return f"Length{{{', '.join([str(self.least or 0)] + most)}}}"
        parts = [f".min = {self.least}"] * (self.least is not None)
        parts += [f".max = {self.most}"] * (self.most is not None)
        return f"{self.kind}{{{', '.join(parts)}}}"


class Each:
    """The limit of each element of a list, or of each value of a map."""

    def __init__(self, limit):
        self.limit = limit

    @property
    def cpp(self):
        return f"Each{{{self.limit.cpp}}}"


def limits_of(schema, schemas):
    """{keyword: bound}; those of elements below "each". Of a union, the one that has bounds."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        target = schemas[name]
        # An object's own fields are checked with it; the others are ids, plain numbers and enumerators.
        return {} if name in ("SnowflakeType", "Int53Type", "UInt32Type") or "properties" in target or \
            "oneOf" in target else limits_of(target, schemas)
    strange = [keyword for keyword in OTHER_LIMITS if keyword in schema]
    if strange:
        raise NoRule(f"a limit of the kind {', '.join(strange)}")
    found = {keyword: schema[keyword] for keyword in
             TEXT_LIMITS + LIST_LIMITS + MAP_LIMITS + NUMBER_LIMITS if keyword in schema}
    for union in ("oneOf", "anyOf", "allOf"):
        for arm in schema.get(union, []):
            for keyword, bound in limits_of(arm, schemas).items():
                if found.setdefault(keyword, bound) != bound:
                    raise NoRule(f"the limit {keyword} is {found[keyword]} or {bound}")
    elements = schema.get("items") or schema.get("additionalProperties")
    if isinstance(elements, dict) and elements:
        each = limits_of(elements, schemas)
        if each:
            found["each"] = each
    return found


def widest(cpp_type, found):
    """What every kind of the body would refuse: one kind may allow what another does not."""
    if cpp_type == "Permissions":
        return []  # Its type has no bits beyond those that Discord knows.
    each = [limits.get("each", {}) for limits in found]
    if cpp_type.startswith("std::vector<"):
        limits = [Limit("Length", *bounds(LIST_LIMITS, found))]
        limits += [Each(limit) for limit in widest(cpp_type[12:-1], each)]
    elif cpp_type.startswith("std::map<"):
        limits = [Limit("Length", *bounds(MAP_LIMITS, found))]
        limits += [Each(limit) for limit in widest(cpp_type.split(", ", 1)[1][:-1], each)]
    elif cpp_type == "std::string":
        limits = [Limit("Length", *bounds(TEXT_LIMITS, found))]
    elif cpp_type in ("double", "std::chrono::duration<double>"):
        limits = [Limit("NumberRange", *bounds(NUMBER_LIMITS, found))]
    elif cpp_type == "Color" or cpp_type.startswith(("std::int", "std::chrono::")):
        limits = [Limit("IntegerRange", *bounds(NUMBER_LIMITS, found))]
    else:
        limits = []
    return [limit for limit in limits if isinstance(limit, Each) or limit.is_real]


def bounds(keywords, found):
    """The least minimum and the greatest maximum; none where one kind of the body has none."""
    least, most = ([limits.get(keyword) for limits in found] for keyword in keywords)
    return None if None in least else min(least), None if None in most else max(most)

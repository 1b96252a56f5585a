"""Elements of Office documents by their local names: the namespaces of strict and transitional files differ."""

from __future__ import annotations

from lxml import etree


def name_of(element: etree._Element) -> str:
    """Local name; comments and processing instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value_of(element: etree._Element | None, attribute: str = "val") -> str:
    """An attribute by its local name."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == attribute:
                return str(value)
    return ""


def child_of(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of a name, then its child of the next name …; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if name_of(child) == name), None)
    return element

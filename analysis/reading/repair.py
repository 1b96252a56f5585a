"""Decoded source → trusted text: small, named, ordered repairs, each on record, with the exact way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.model import Reading, Source
from analysis.reading.characters import alphabet
from analysis.reading.completions import complete_dates, complete_document_numbers, complete_headings
from analysis.reading.compose import Change, Draft, apply, line_starts, segments
from analysis.reading.html_page import keep_main_text
from analysis.reading.inline_readings import drop_inline_readings
from analysis.reading.markup import bracket_raised_digits, decode_entities, drop_comments, drop_heading_marks, drop_tags
from analysis.reading.radicals import read_radicals
from analysis.reading.script import make_view
from analysis.reading.shifted_gbk import close_split_characters, realign_shifted_runs
from analysis.reading.spacing import (
    close_spaces_before_numbers,
    close_spaces_behind_numbers,
    close_spaces_in_units,
    close_spaces_inside_numbers,
    drop_invisible_marks,
    drop_stray_commas,
)
from analysis.reading.wraps import drop_page_numbers, join_number_and_unit, join_wrapped_lines

Repair = Callable[[str], Sequence[Change]]

# What no other repair prepares comes first: behind a change, the repairs before it must look again.
REPAIRS: tuple[Repair, ...] = (
    complete_document_numbers,
    complete_dates,
    decode_entities,
    drop_comments,
    keep_main_text,
    bracket_raised_digits,
    drop_tags,
    drop_heading_marks,
    read_radicals,
    realign_shifted_runs,
    close_split_characters,
    drop_inline_readings,
    drop_invisible_marks,
    drop_stray_commas,
    join_wrapped_lines,
    drop_page_numbers,
    join_number_and_unit,
    close_spaces_inside_numbers,
    close_spaces_in_units,
    close_spaces_behind_numbers,
    close_spaces_before_numbers,
    complete_headings,
)
_ROUNDS = 8  # ordinary documents are settled after one round; what is not settled after eight is hostile


def repair(source: Source) -> Reading:
    """The repaired text of a source.

    The repairs run in the order of ``REPAIRS`` until a round changes nothing, so that repairing a repaired text
    changes nothing either. A text that never settles is hostile and is left as it is.
    """
    draft = Draft(source.text, source.text)
    quiet = 0  # repairs in a row that left the text as it is
    for _ in range(_ROUNDS):
        before = draft.text
        for step in REPAIRS:
            changes = step(draft.text)
            quiet = 0 if changes else quiet + 1
            draft = apply(draft, step.__name__, changes)
            if quiet == len(REPAIRS):
                break
        if quiet == len(REPAIRS) or draft.text == before:
            break
    else:
        draft = Draft(source.text, source.text)
    view = make_view(draft.text)
    alphabet.cache_clear()
    starts, origins, spans = segments(draft)
    return Reading(
        source, draft.text, view.text, view.script, draft.edits, starts, origins, spans, line_starts(source.text)
    )

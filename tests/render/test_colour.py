import itertools

import numpy as np
import pytest

from sna.render.map.scene import (
    DARK,
    NEUTRAL,
    NEUTRAL_DARK,
    NOT_STATED,
    OTHER,
    PALETTE,
    SHAPES,
    categories,
    contrast,
    ink,
    tint,
)

# Severe colour-vision deficiency as linear maps of linear RGB: Machado, Oliveira & Fernandes 2009, severity 1.0.
VISIONS = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]


def lab(colour, vision):
    shares = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(VISIONS[vision]) @ linear, 0, 1)
    xyz = np.asarray(TO_XYZ) @ seen / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, other):
    """The colour difference of Sharma, Wu & Dalal 2005, doi:10.1002/col.20070."""
    chroma = np.hypot(one[1], one[2]), np.hypot(other[1], other[2])
    mean7 = np.mean(chroma) ** 7
    stretch = 1 + 0.5 * (1 - np.sqrt(mean7 / (mean7 + 25.0**7)))
    a = one[1] * stretch, other[1] * stretch
    c = np.hypot(a[0], one[2]), np.hypot(a[1], other[2])
    h = np.degrees(np.arctan2(one[2], a[0])) % 360, np.degrees(np.arctan2(other[2], a[1])) % 360
    turn = (h[1] - h[0] + 180) % 360 - 180 if c[0] * c[1] else 0.0
    dl, dc, dh = other[0] - one[0], c[1] - c[0], 2 * np.sqrt(c[0] * c[1]) * np.sin(np.radians(turn / 2))
    lm, cm, hm = (one[0] + other[0]) / 2, (c[0] + c[1]) / 2, (h[0] + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -2 * np.sqrt(cm**7 / (cm**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * dc / sc * dh / sh)


def test_the_colour_difference_agrees_with_its_published_values():
    # Sharma, Wu & Dalal 2005, table 1, pairs 1 and 20
    assert ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485]) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000([50, 2.5, 0], [61, -5, 29]) == pytest.approx(22.8977, abs=1e-4)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", [PALETTE, DARK], ids=["light", "dark"])
def test_every_two_colours_can_be_told_apart(vision, palette):
    least = min(ciede2000(lab(a, vision), lab(b, vision)) for a, b in itertools.combinations(palette, 2))
    assert least >= 14


@pytest.mark.parametrize("colour", [*DARK, NEUTRAL_DARK])
def test_on_a_dark_ground_dots_stand_out_and_names_can_be_read(colour):
    assert contrast(colour, "#12181D") >= 4.5


@pytest.mark.parametrize("colour", [*PALETTE, NEUTRAL])
def test_dots_stand_out_from_paper_and_names_can_be_read(colour):
    assert contrast(colour) >= 3
    assert contrast(ink(colour)) >= 4.5
    assert contrast(ink(colour), tint(colour, 0.11)) >= 4.0


def test_the_contrast_is_that_of_the_standard():
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_a_light_colour_is_darkened_and_a_dark_one_kept():
    assert ink("#124209") == "#124209"
    assert contrast(ink("#FFFF00")) >= 5
    assert ink("#FFFFFF") != "#FFFFFF"


def test_more_than_six_become_five_and_other():
    values = [name for name, count in zip("ABCDEFGH", range(9, 1, -1), strict=True) for _ in range(count)]
    found, where = categories(values)
    assert [category.label for category in found] == [*"ABCDE", OTHER]
    assert found[-1].count == 4 + 3 + 2
    assert {where[values.index(name)] for name in "FGH"} == {5}
    assert [category.colour for category in found] == list(PALETTE)


def test_a_category_called_other_joins_the_rest():
    found, _where = categories([*"AABBCCDDEEFFGG", OTHER, OTHER, OTHER])
    assert [category.label for category in found].count(OTHER) == 1


def test_the_unstated_are_grey_and_last():
    found, where = categories(["", " ", "A"])
    assert [category.label for category in found] == ["A", NOT_STATED]
    assert where == [1, 1, 0]
    assert found[1].colour == NEUTRAL


def test_each_category_has_its_own_shape():
    found, _where = categories("ABCDEF")
    assert {category.shape for category in found} == set(SHAPES)


def test_the_order_of_people_does_not_change_the_colours():
    one, _ = categories(["A", "B", "B", "C"])
    other, _ = categories(["C", "B", "A", "B"])
    assert one == other


def test_nobody_needs_no_category():
    assert categories([]) == ((), [])


def test_a_palette_keeps_its_colours_whatever_the_counts():
    key, numbers = categories(["Council", "Council", "NHS", "Police"], ["NHS", "Charity", "Council"])
    assert [(one.label, one.colour, one.count) for one in key] == [
        ("NHS", PALETTE[0], 1),
        ("Council", PALETTE[2], 2),
        ("Police", PALETTE[3], 1),
    ]
    assert [key[number].label for number in numbers] == ["Council", "Council", "NHS", "Police"]


def test_what_a_full_palette_does_not_hold_is_other():
    palette = ["A", "B", "C", "D", "E", OTHER]
    key, numbers = categories(["A", "Z", ""], palette)
    assert [one.label for one in key] == ["A", OTHER, NOT_STATED]
    assert numbers == [0, 1, 2]

"""Who is who on Twitter/X: the handles of those who told the conveners, and whether they agreed to be named."""

from __future__ import annotations

from formats.table import table

CONSENT = {
    "@marisol_carehomes": ("Marisol Thackeray-Boone", "yes"),
    "@torquil_aw": ("Torquil Abernethie-Wade", "yes"),
    "@GethinSparrow": ("Gethin Sparrowhawk", "yes"),
    "@tamsin_falls": ("Tamsin Quillfeather", "yes"),
    "@DietDelphine": ("Delphine Ashgrove", "yes"),
    "@ffion_hospice": ("Ffion Braithwell", "yes"),
    "@hamish_ed_lead": ("Hamish Loveridge-Ng", "yes"),
    "@RosCheetwood": ("Rosalind Cheetwood", "yes"),
    "@chandrika_hb": ("Chandrika Moxon", "no"),
    "@winnie_szabo": ("Winifred Szabo-Ellis", "yes"),
    "@noor_elsw": ("Noor Elsworthy", "no"),
    "@maeve_eats_well": ("Maeve Nottidge", "yes"),
}
"""Handle → whose it is, and whether they consent to be tied to the registers by it."""


def aliases() -> bytes:
    """Write the list as the study reads it."""
    return table(["handle", "person", "consent"], [[handle, *said] for handle, said in CONSENT.items()])

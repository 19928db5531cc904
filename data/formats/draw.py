"""Drawing lots the same way on every machine and in every version of Python."""

from __future__ import annotations

import random
from collections.abc import Mapping


def draw(rng: random.Random, weights: Mapping[str, float], count: int) -> list[str]:
    """Draw names without putting back, each with a chance that grows with its weight.

    References
    ----------
    Efraimidis, P. S., & Spirakis, P. G. (2006). Weighted random sampling with a reservoir. Information Processing
    Letters 97(5), 181-185. https://doi.org/10.1016/j.ipl.2005.11.003
    """
    keys = {name: rng.random() ** (1 / weight) for name, weight in weights.items() if weight > 0}
    return sorted(keys, key=lambda name: keys[name], reverse=True)[:count]

"""Who spans the boundaries between groups, and how surely.

`measures` has the three measures and what chance gives, `resampled` the same network with records missing, `naming`
what is left of a ranking then, and `table` the analysis.
"""

from sna.analyse.spanners.measures import MEASURES
from sna.analyse.spanners.table import spanners

__all__ = ["MEASURES", "spanners"]

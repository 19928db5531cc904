"""What would happen by chance: each module is one way to ask.

``permutation``: labels of people, or of periods, permuted; the mean and spread of these, exactly.
``curveball``: attendance drawn anew with the same totals. ``sdsm``: the chance of each attendance, totals as means, and
exact sums of such chances. ``meetings``: how often two people would meet. ``resampling``: how many pairs meet in so
many gatherings, and how sure a figure is. ``co_attendance``: whether people of one group come together less than
before; ``robustness``: what that is held against.
"""

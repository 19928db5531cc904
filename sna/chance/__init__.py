"""What would happen by chance: each module is one way to ask.

``permutation``: labels of people, or of periods, permuted. ``moments``: the mean and spread of these, exactly.
``curveball``: attendance drawn anew with the same totals. ``sdsm``: the chance of each attendance, totals as means.
``meetings``: how often two people would meet. ``rarefaction``: how many pairs meet in so many gatherings.
``jackknife``: how sure a figure is. ``tails``: exact sums, and adjustment for many tests.
"""

"""The heavy loops of the measures, each with a slow and a fast way that give the same.

Every kernel takes a sparse matrix and gives plain arrays; none needs memory for people × people unless that many ties
are there. Where the extra `fast` (numba) is installed and there is enough to do, its compiled loops are used; else
products of sparse matrices.
"""

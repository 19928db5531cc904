from sna.identity.matching import Matching
from sna.names import read_name


def compare(writings, *, same=(), different=()):
    key = {w.id: read_name(w.name).key for w in writings}
    rep = {}
    first = {}
    no = {frozenset(p) for p in different}
    for w in sorted(writings, key=lambda w: (not w.declared, w.id)):
        k = key[w.id]
        cand = first.setdefault(k, w.id)
        rep[w.id] = w.id if frozenset((w.id, cand)) in no else cand
    for a, b in same:
        ra, rb = rep[a], rep[b]
        for i in rep:
            if rep[i] == rb:
                rep[i] = ra
    return Matching(clusters=rep)

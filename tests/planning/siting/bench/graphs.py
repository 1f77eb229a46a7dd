"""Graphs of the sizes of the OR-Library's p-median instances, made here, not copied.

The library has 100 to 900 nodes, n*n/50 edges of length 1..100 and p of 5, 10, n/10, n/5, n/3.
"""

import numpy as np

SIZES = tuple(
    (nodes, p)
    for nodes in range(100, 1000, 100)
    for p in sorted({5, 10, nodes // 10, nodes // 5, nodes // 3})
    if p <= 200
)


def graph_text(nodes: int, p: int, seed: int) -> str:
    """A connected random graph in the library's format, some edges listed twice."""
    source = np.random.default_rng(seed)
    tree = [(int(source.integers(1, node)), node) for node in range(2, nodes + 1)]
    rest = source.integers(1, nodes + 1, (nodes * nodes // 50 - len(tree), 2))
    pairs = [*tree, *((int(a), int(b)) for a, b in rest if a != b)]
    lengths = source.integers(1, 101, len(pairs)).tolist()
    lines = [f"{a} {b} {length}" for (a, b), length in zip(pairs, lengths, strict=True)]
    return "\n".join([f"{nodes} {len(pairs)} {p}", *lines]) + "\n"

// Points that would overlap on the screen become one group.

/**
 * Group points that lie within `radius` pixels of a group's first point.
 *
 * `points`: [{ x, y, … }] in pixels of one zoom level. The order decides who is first, so
 * that the same points always give the same groups. One pass over a grid of cells as wide
 * as the radius: 20,000 points take a few milliseconds.
 */
export function groupByDistance(points, radius) {
  const cells = new Map();
  const groups = [];
  const key = (column, row) => column * 4294967 + row;
  for (const point of points) {
    const column = Math.floor(point.x / radius);
    const row = Math.floor(point.y / radius);
    let nearest = null;
    let least = radius * radius;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const group of cells.get(key(column + dx, row + dy)) ?? []) {
          const distance = (group.x - point.x) ** 2 + (group.y - point.y) ** 2;
          if (distance < least) [nearest, least] = [group, distance];
        }
      }
    }
    if (nearest) {
      nearest.members.push(point);
      continue;
    }
    const group = { x: point.x, y: point.y, members: [point] };
    groups.push(group);
    const cell = key(column, row);
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(group);
  }
  return groups;
}

/** How many members of each layer: { layer: count }. */
export function countByLayer(members) {
  const counts = {};
  for (const { layer } of members) counts[layer] = (counts[layer] ?? 0) + 1;
  return counts;
}

import type { Mesh } from './mesh.ts';

/** The floor in squares of so many centimetres, and how many of them each way. */
const [CELL, SIDE] = [2, 260];

/** From this height on, in centimetres, nothing throws a shadow. */
const HIGHEST = 30;

/** How often it is blurred; each time by one square each way. */
const SOFTER = 3;

/** How dark the floor is at x and z, 0 to 1: what lies on it or little above it takes the light from it. */
export function shadowOf(meshes: readonly Mesh[]): (x: number, z: number) => number {
  let grid = new Float32Array(SIDE * SIDE);
  for (const { corners } of meshes)
    for (let at = 0; at < corners.length; at += 3) {
      const [x = 0, y = 0, z = 0] = [corners[at], corners[at + 1], corners[at + 2]];
      const square = (Math.round(z / CELL) + SIDE / 2) * SIDE + Math.round(x / CELL) + SIDE / 2;
      const dark = Math.max(0, 1 - y / HIGHEST) ** 2;
      if (square >= 0 && square < grid.length) grid[square] = Math.max(grid[square] ?? 0, dark);
    }
  for (let time = 0; time < SOFTER; time++) grid = blurred(grid);
  return (x, z) => {
    const [gx, gz] = [x / CELL + SIDE / 2, z / CELL + SIDE / 2];
    const [x0, z0] = [Math.floor(gx), Math.floor(gz)];
    if (x0 < 0 || z0 < 0 || x0 >= SIDE - 1 || z0 >= SIDE - 1) return 0;
    const first = z0 * SIDE + x0;
    const [fx, fz] = [gx - x0, gz - z0];
    const [a = 0, b = 0, c = 0, d = 0] = [
      grid[first],
      grid[first + 1],
      grid[first + SIDE],
      grid[first + SIDE + 1],
    ];
    return (a * (1 - fx) + b * fx) * (1 - fz) + (c * (1 - fx) + d * fx) * fz;
  };
}

/** Each square as the mean of itself and its eight neighbours. */
function blurred(grid: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const along = (from: Float32Array, step: number) => {
    const to = new Float32Array(from.length);
    for (let at = SIDE; at < from.length - SIDE; at++)
      to[at] = ((from[at - step] ?? 0) + (from[at] ?? 0) + (from[at + step] ?? 0)) / 3;
    return to;
  };
  return along(along(grid, 1), SIDE);
}

import type { Lens } from './camera.ts';
import type { Mesh } from './mesh.ts';

/** What is seen at each pixel of a picture, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Which of the meshes, counted from 1; 0 where there is none. */
  readonly which: Uint16Array;
  /** How near it is, in centimetres towards who looks. */
  readonly depth: Float32Array;
  /** How its surface is turned: three numbers for each pixel. */
  readonly normals: Float32Array;
}

/** Draws meshes by the z-buffer: of those that cover a pixel, the nearest is seen. */
export function rasterise(meshes: readonly Mesh[], lens: Lens, width: number, height: number): Raster {
  const raster: Raster = {
    width,
    height,
    which: new Uint16Array(width * height),
    depth: new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY),
    normals: new Float32Array(width * height * 3),
  };
  meshes.forEach((mesh, place) => {
    drawInto(raster, mesh, place + 1, lens);
  });
  return raster;
}

function drawInto(
  { width, height, which, depth, normals }: Raster,
  mesh: Mesh,
  number: number,
  lens: Lens,
): void {
  const { corners, normals: turned, triangles } = mesh;
  const { camera, scale, middle } = lens;
  const [rx, ry, rz] = camera.right;
  const [ux, uy, uz] = camera.up;
  const [nx, ny, nz] = camera.nearer;
  const count = corners.length / 3;
  const flat = new Float64Array(corners.length);
  for (let at = 0; at < count; at++) {
    const [x, y, z] = [
      corners[at * 3] as number,
      corners[at * 3 + 1] as number,
      corners[at * 3 + 2] as number,
    ];
    flat[at * 3] = middle[0] + (x * rx + y * ry + z * rz) * scale;
    flat[at * 3 + 1] = middle[1] - (x * ux + y * uy + z * uz) * scale;
    flat[at * 3 + 2] = x * nx + y * ny + z * nz;
  }
  for (let at = 0; at < triangles.length; at += 3) {
    const a = (triangles[at] as number) * 3;
    const b = (triangles[at + 1] as number) * 3;
    const c = (triangles[at + 2] as number) * 3;
    const [ax, ay] = [flat[a] as number, flat[a + 1] as number];
    const [bx, by] = [flat[b] as number, flat[b + 1] as number];
    const [cx, cy] = [flat[c] as number, flat[c + 1] as number];
    // Twice its area; y points down here, so that what is turned towards the looker comes out negative.
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area >= -1e-9) continue;
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
    const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
    // How much of a and of b a pixel has; both change evenly from pixel to pixel, and c has the rest.
    const [acrossA, downA] = [(by - cy) / area, (cx - bx) / area];
    const [acrossB, downB] = [(cy - ay) / area, (ax - cx) / area];
    const [nearA, nearB, nearC] = [flat[a + 2] as number, flat[b + 2] as number, flat[c + 2] as number];
    for (let y = top; y <= bottom; y++) {
      const [px, py] = [left + 0.5 - cx, y + 0.5 - cy];
      let wa = px * acrossA + py * downA;
      let wb = px * acrossB + py * downB;
      for (let x = left; x <= right; x++, wa += acrossA, wb += acrossB) {
        const wc = 1 - wa - wb;
        if (wa < 0 || wb < 0 || wc < 0) continue;
        const near = wa * nearA + wb * nearB + wc * nearC;
        const pixel = y * width + x;
        if (near <= (depth[pixel] as number)) continue;
        depth[pixel] = near;
        which[pixel] = number;
        for (let axis = 0; axis < 3; axis++)
          normals[pixel * 3 + axis] =
            wa * (turned[a + axis] as number) +
            wb * (turned[b + axis] as number) +
            wc * (turned[c + axis] as number);
      }
    }
  }
}

/**
 * Reference tensors filled from their names, so that test weights need not be shipped.
 * A name is hashed (FNV-1a, 32 bits), the hash seeds mulberry32, and the rules below scale the numbers.
 */

/** FNV-1a hash of the UTF-8 bytes of `name`, as an unsigned 32-bit integer. */
export function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The first `count` outputs of mulberry32 seeded with `fnv1a(name)`, each in [0, 1). */
export function uniforms(name: string, count: number): Float64Array {
  const next = mulberry32(fnv1a(name));
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = next();
  return values;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The tensor that belongs to a state_dict name, in PyTorch's layout and C order.
 * @param name state_dict entry, or "input" for the network's input
 * @param shape the entry's shape; `[]` for a scalar
 */
export function filled(name: string, shape: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (name.endsWith('num_batches_tracked')) return values;
  const scale = scaling(name, shape);
  const next = mulberry32(fnv1a(name));
  // A network has up to 140 million of these, so no second array is made.
  for (let i = 0; i < values.length; i++) values[i] = scale(next());
  return values;
}

function scaling(name: string, shape: readonly number[]): (u: number) => number {
  if (name.endsWith('running_var')) return u => 0.5 + u;
  if (name.endsWith('running_mean') || name.endsWith('bias')) return u => (2 * u - 1) * 0.1;
  if (name.endsWith('weight') && shape.length === 1) return u => 0.4 + 0.4 * u;
  if (name === 'input') return u => 2 * u - 1;
  const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
  const bound = Math.sqrt(6 / fanIn);
  return u => (2 * u - 1) * bound;
}

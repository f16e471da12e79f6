/**
 * The numbers of N(0, 1) that the example program draws for a seed: SplitMix64, then Box and Muller, as in C.
 * @param seed a whole number from 0, the program's argument
 */
export function exampleNoise(seed: number): () => number {
  const mask = (1n << 64n) - 1n;
  let state = BigInt(seed);
  let spare: number | null = null;
  const uniform = (): number => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    z ^= z >> 31n;
    return (Number(z >> 11n) + 0.5) / 2 ** 53;
  };
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 6.283185307179586 * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

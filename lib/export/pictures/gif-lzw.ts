/**
 * GIF's form of the compression of Lempel, Ziv and Welch (1984): runs of pixels that were seen before become one code, of `bits` + 1
 * to 12 bits, lowest bit first.
 * @param pixels numbers below 2^bits
 * @param bits from 2
 */
export function lzw(pixels: Uint8Array, bits: number): Uint8Array {
  const clear = 1 << bits;
  const end = clear + 1;
  const out: number[] = [];
  let [held, count] = [0, 0];
  let size = bits + 1;
  let next = end + 1;
  // A run followed by a pixel → its code.
  let codes = new Map<number, number>();
  const emit = (code: number): void => {
    held |= code << count;
    count += size;
    while (count >= 8) {
      out.push(held & 255);
      held >>>= 8;
      count -= 8;
    }
  };
  emit(clear);
  let run = pixels[0];
  for (let i = 1; i < pixels.length; i++) {
    const key = (run << 8) | pixels[i];
    const known = codes.get(key);
    if (known !== undefined) {
      run = known;
      continue;
    }
    emit(run);
    run = pixels[i];
    if (next === 4096) {
      emit(clear);
      codes = new Map();
      size = bits + 1;
      next = end + 1;
      continue;
    }
    // The reader is one code behind: it widens when it has stored this one.
    if (next === 1 << size) size += 1;
    codes.set(key, next++);
  }
  emit(run);
  // The reader stores a code for the run just read.
  if (next === 1 << size && size < 12) size += 1;
  emit(end);
  if (count > 0) out.push(held & 255);
  return Uint8Array.from(out);
}

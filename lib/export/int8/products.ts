/**
 * Adds to `channels` sums, from `to` on, the inner products of `length` inputs from `from` on with as many weights of each channel:
 * those of channel c begin at `first + c · step`. Sums wrap as int32 does. Four channels at a time share the loads of the inputs.
 */
export function addProducts(
  input: Int32Array,
  from: number,
  weights: Int8Array,
  first: number,
  step: number,
  length: number,
  sums: Int32Array,
  to: number,
  channels: number
): void {
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    let a = first + channel * step;
    let b = a + step;
    let c = b + step;
    let d = c + step;
    let [p, q, r, s] = [0, 0, 0, 0];
    for (let i = from; i < from + length; i++) {
      const value = input[i];
      p = (p + Math.imul(value, weights[a++])) | 0;
      q = (q + Math.imul(value, weights[b++])) | 0;
      r = (r + Math.imul(value, weights[c++])) | 0;
      s = (s + Math.imul(value, weights[d++])) | 0;
    }
    sums[to + channel] += p;
    sums[to + channel + 1] += q;
    sums[to + channel + 2] += r;
    sums[to + channel + 3] += s;
  }
  for (; channel < channels; channel++) {
    let a = first + channel * step;
    let p = 0;
    for (let i = from; i < from + length; i++) p = (p + Math.imul(input[i], weights[a++])) | 0;
    sums[to + channel] += p;
  }
}

import {sizeOf} from "../../nn/arithmetic/values.ts";
import type {Network} from "../../nn/network/network.ts";
import {random} from "../../random.ts";
import {button, choice, slider} from "../kit/controls.ts";

/** An example that the reader can choose, with its name: a digit. */
export interface StripExample {
  name: string;
  /** As the network's input says: [height, width, channels] row by row, or [features]. */
  values: ArrayLike<number>;
}

/** What goes into a strip, and the controls with which the reader changes it. */
export interface StripInput {
  readonly elements: HTMLElement[];
  readonly example: Float32Array;
  /** For a network with a label; else undefined. */
  readonly label: number | undefined;
}

/** Examples among which a row of radio buttons chooses; more are walked through by a button. */
const ROW = 10;

/**
 * The input of a network: one of the given examples, or noise (normal numbers from a seed), drawn anew by a button; inputs of one or
 * two numbers have a slider each; a network with a label has its classes. `changed` is called after every change.
 */
export function stripInput(
  {input, label: classes}: Network,
  {examples = [], seed = 1, names}: {examples?: readonly StripExample[]; seed?: number | string; names?: readonly string[]},
  changed: (said: string) => void
): StripInput {
  const size = sizeOf(input);
  const wrong = examples.find(({values}) => values.length !== size);
  if (wrong) throw new RangeError(`the example "${wrong.name}" has ${wrong.values.length} numbers, the network takes ${size}`);
  const elements: HTMLElement[] = [];
  let drawn = 0;
  let label = classes === undefined ? undefined : 0;
  const noise = (): Float32Array => {
    const source = random(seed).split(`draw ${drawn}`);
    return Float32Array.from({length: size}, () => source.normal());
  };
  let example = examples.length > 0 ? Float32Array.from(examples[0].values) : noise();

  if (examples.length > ROW) {
    let at = 0;
    elements.push(
      button("Next example", () => {
        at = (at + 1) % examples.length;
        example = Float32Array.from(examples[at].values);
        changed(examples[at].name);
      })
    );
  } else if (examples.length > 1) {
    const all = examples.map(({name}) => name);
    const take = (name: string) => {
      example = Float32Array.from(examples[all.indexOf(name)].values);
      changed(name);
    };
    elements.push(choice("Input", all, all[0], take).element);
  } else if (examples.length === 0) {
    const sliders = size > 2 ? [] : Array.from(example, (value, i) => numberSlider(i, value));
    elements.push(
      button("New noise", () => {
        drawn++;
        example = noise();
        sliders.forEach((made, i) => (made.value = example[i]));
        changed("Other noise");
      }),
      ...sliders.map((made) => made.element)
    );
  }
  if (classes !== undefined) {
    const all = Array.from({length: classes}, (_, k) => names?.[k] ?? String(k));
    const take = (name: string) => {
      label = all.indexOf(name);
      changed(`Label ${name}`);
    };
    elements.push(choice("Label", all, all[0], take).element);
  }

  function numberSlider(place: number, value: number): ReturnType<typeof slider> {
    return slider(`number ${place}`, {min: -3, max: 3, step: 0.01, value}, (next) => {
      example = example.slice();
      example[place] = next;
      changed(`Number ${place} is ${next}`);
    });
  }
  return {
    elements,
    get example() {
      return example;
    },
    get label() {
      return label;
    }
  };
}

/** The part of the surface's paint that reports use; by meaning, never by colour. */

type Brush = (text: string) => string;

export interface Ink {
  readonly good: Brush;
  readonly bad: Brush;
  readonly warn: Brush;
  readonly dim: Brush;
  readonly strong: Brush;
  readonly id: Brush;
}

const plain: Brush = (text) => text;

/** For what no person reads on a terminal. */
export const noInk: Ink = { good: plain, bad: plain, warn: plain, dim: plain, strong: plain, id: plain };

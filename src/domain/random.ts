/** The one random operation that rules need; the port in `sys` satisfies it. */
export interface Random {
  /** A whole number in [0, below). */
  int(below: number): number;
}

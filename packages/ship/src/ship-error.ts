/** What ends a command: said as it is, without a stack trace. */
export class ShipError extends Error {
  /** 1: it could not be done; 2: it was wrongly asked for. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = "ShipError";
    this.exitCode = exitCode;
  }
}

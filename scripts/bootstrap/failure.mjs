/** A user-facing failure: its message is all that is printed, without a stack. */
export class Failure extends Error {
  /**
   * @param {string} message what is wrong and what to do, one screen at most
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

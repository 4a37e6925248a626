/** An error that the person who starts a service can put right: shown as its sentence, without a stack. */
export class Mistake extends Error {
  override name = "Mistake";
}

/** What stops the seeding and is not its own fault: the message is all that is printed. */
export class SeedError extends Error {}

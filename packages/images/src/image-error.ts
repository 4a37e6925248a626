/** A user's mistake or a missing tool: one line of what must hold, what was got and what to do. */
export class ImageError extends Error {}

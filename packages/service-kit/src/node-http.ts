/**
 * Node's own HTTP. An `import` of it would load Node's `fetch` too, since all exports of an imported module are read: a
 * tenth of a service's start, and memory that is never used.
 */
export const { request, STATUS_CODES } = process.getBuiltinModule("node:http");

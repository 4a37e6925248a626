import { members } from "./migrations/0001-members.ts";

/** Every step of member's database, oldest first. */
export const migrations = [members];

import { members } from "./migrations/0001-members.ts";
import { loginAttempts } from "./migrations/0002-login-attempts.ts";

/** Every step of member's database, oldest first. */
export const migrations = [members, loginAttempts];

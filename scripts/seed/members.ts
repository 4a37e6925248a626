/** Somebody who writes on the board. */
export interface SeedMember {
  name: string;
  email: string;
  language: "en" | "ko";
}

/** Everybody's; these members are for a machine of one's own. */
export const password = "seed member password";

/** The dozen who write. */
export const members: readonly [SeedMember, ...SeedMember[]] = [
  { name: "Mina Park", email: "mina@seed.example", language: "en" },
  { name: "김서연", email: "seoyeon@seed.example", language: "ko" },
  { name: "Jonas Weber", email: "jonas@seed.example", language: "en" },
  { name: "박도윤", email: "doyun@seed.example", language: "ko" },
  { name: "Amara Okafor", email: "amara@seed.example", language: "en" },
  { name: "이하은", email: "haeun@seed.example", language: "ko" },
  { name: "Tom Hargreaves", email: "tom@seed.example", language: "en" },
  { name: "정우진", email: "woojin@seed.example", language: "ko" },
  { name: "Lucía Fernández", email: "lucia@seed.example", language: "en" },
  { name: "최지안", email: "jian@seed.example", language: "ko" },
  { name: "Priya Nair", email: "priya@seed.example", language: "en" },
  { name: "한소율", email: "soyul@seed.example", language: "ko" },
];

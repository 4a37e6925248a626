import type { Migration } from "@starter/service-kit";
import { sql } from "kysely";

/**
 * What lists of posts by author and by words read, and when a post was changed. The new columns write the table anew
 * and hold its readers up meanwhile: seconds for 100,000 posts; for very many, fill a plain column in steps instead.
 */
export const postSearch: Migration = {
  name: "0003-post-search",
  async up(transaction) {
    // "simple" keeps words as they are: no stemming, no stop words, hence the same for every language. Hangul from some
    // systems comes in pieces (NFD); normalised, it is found by what others type.
    await sql`alter table post
      add column updated_at timestamptz,
      add column search tsvector not null
        generated always as (to_tsvector('simple', normalize(title || ' ' || body, nfc))) stored`.execute(
      transaction,
    );
    await sql`create index post_search on post using gin (search)`.execute(transaction);
    await sql`create index post_author on post (author_id, id)`.execute(transaction);
  },
};

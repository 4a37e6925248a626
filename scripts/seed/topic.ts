/** One of some texts. */
export type Choice = readonly [string, ...string[]];

/**
 * What a post may be about. `{word}` in a text stands for one of the words of that name, the same throughout a post and
 * its comments.
 */
export interface Topic {
  words: Readonly<Record<string, Choice>>;
  titles: Choice;
  /** The body: one text of each paragraph. */
  paragraphs: readonly Choice[];
  comments: Choice;
}

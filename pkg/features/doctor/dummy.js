/** Stands for a token, and is none. */
export const DUMMY = "Presskey-Doctor";
